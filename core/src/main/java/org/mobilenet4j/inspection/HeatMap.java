package org.mobilenet4j.inspection;

import org.mobilenet4j.image.RgbImage;

/**
 * How much each part of an image counts.
 *
 * @param values {@code height x width}, row by row, none below 0
 */
public record HeatMap(int height, int width, float[] values) {
    /** How much of a pixel's own light shows where the map is hottest. */
    private static final double VEIL = 0.8;

    /** From dark to bright in equal steps to the eye, for those too who see no red or green. */
    private static final int[] COLOURS = {0x3B0F70, 0x8C2981, 0xDE4968, 0xFE9F6D, 0xFCFDBF};

    /**
     * The image in grey with the map drawn over it in colour, from purple to a light yellow where it counts most.
     *
     * @param image what the network saw, at any size
     */
    public RgbImage over(RgbImage image) {
        float hottest = 0;
        for (float value : values) {
            hottest = Math.max(hottest, value);
        }
        byte[] grey = image.toGrey().rgb();
        byte[] drawn = new byte[grey.length];
        for (int y = 0; y < image.height(); y++) {
            for (int x = 0; x < image.width(); x++) {
                int at = 3 * (y * image.width() + x);
                double heat = hottest == 0 ? 0 : at((y + 0.5) / image.height(), (x + 0.5) / image.width()) / hottest;
                for (int channel = 0; channel < 3; channel++) {
                    double veil = VEIL * heat;
                    drawn[at + channel] = (byte) Math.round(
                            (1 - veil) * (grey[at + channel] & 0xFF) + veil * colour(heat, 16 - 8 * channel));
                }
            }
        }
        return RgbImage.of(image.width(), image.height(), drawn);
    }

    /** Between the four nearest values; positions are shares of the height and width. */
    private double at(double down, double across) {
        double y = Math.clamp(down * height - 0.5, 0, height - 1.0);
        double x = Math.clamp(across * width - 0.5, 0, width - 1.0);
        int top = (int) y;
        int left = (int) x;
        int bottom = Math.min(top + 1, height - 1);
        int right = Math.min(left + 1, width - 1);
        double upper = mix(values[top * width + left], values[top * width + right], x - left);
        double lower = mix(values[bottom * width + left], values[bottom * width + right], x - left);
        return mix(upper, lower, y - top);
    }

    private static double colour(double heat, int shift) {
        double position = heat * (COLOURS.length - 1);
        int index = Math.min((int) position, COLOURS.length - 2);
        return mix(COLOURS[index] >> shift & 0xFF, COLOURS[index + 1] >> shift & 0xFF, position - index);
    }

    private static double mix(double from, double to, double share) {
        return from + (to - from) * share;
    }
}
