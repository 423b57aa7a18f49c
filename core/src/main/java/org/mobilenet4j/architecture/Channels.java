package org.mobilenet4j.architecture;

/** The arithmetic of the width multiplier. */
public final class Channels {
    private Channels() {}

    /**
     * The multiple of {@code divisor} nearest to {@code channels}, at least {@code divisor}, and never more than 10 %
     * below what was asked for. This is how every published MobileNet rounds.
     */
    public static int makeDivisible(double channels, int divisor) {
        int rounded = Math.max(divisor, (int) (channels + divisor / 2.0) / divisor * divisor);
        return rounded < 0.9 * channels ? rounded + divisor : rounded;
    }
}
