package org.mobilenet4j.search;

/**
 * MnasNet's reward, {@code accuracy x (latency / target)^w} (Tan et al. 2019, arXiv 1807.11626, equations 2 and 3).
 */
public enum Reward {
    /** Doubling the latency is worth 5 % of accuracy, on both sides of the target: {@code w = -0.07}. */
    SOFT(-0.07, -0.07),

    /** Latency counts only above the target, and there much: {@code w = 0} and {@code w = -1}. */
    HARD(0, -1);

    private final double within;
    private final double above;

    Reward(double within, double above) {
        this.within = within;
        this.above = above;
    }

    public double of(double accuracy, double millis, double targetMillis) {
        return accuracy * Math.pow(millis / targetMillis, millis <= targetMillis ? within : above);
    }
}
