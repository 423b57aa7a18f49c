package org.mobilenet4j.augmentation;

import org.mobilenet4j.image.RgbImage;

/**
 * Changes of an image's levels that do not depend on a pixel's place or its other channels: a table of 256 levels for
 * each channel. torchvision's functions of the same names on 8-bit images, in its floats and with its way of rounding,
 * which is to cut off.
 */
final class LevelTables {
    private static final int LEVELS = 256;

    private LevelTables() {}

    /** Levels times the factor. */
    static RgbImage brightness(RgbImage image, double factor) {
        byte[] table = new byte[LEVELS];
        for (int level = 0; level < LEVELS; level++) {
            table[level] = sample(level * (float) factor);
        }
        return mapped(image, table, table, table);
    }

    /** Levels away from the mean grey, {@code factor} times as far. */
    static RgbImage contrast(RgbImage image, double factor) {
        byte[] rgb = image.rgb();
        long sum = 0;
        for (int i = 0; i < rgb.length; i += 3) {
            sum += (long) Luma.of(rgb, i);
        }
        int pixels = rgb.length / 3;
        float mean = (float) sum / pixels;
        byte[] table = new byte[LEVELS];
        for (int level = 0; level < LEVELS; level++) {
            table[level] = blend(level, mean, factor);
        }
        return mapped(image, table, table, table);
    }

    /** Only the uppermost bits. */
    static RgbImage posterize(RgbImage image, int bits) {
        byte[] table = new byte[LEVELS];
        for (int level = 0; level < LEVELS; level++) {
            table[level] = (byte) (level & (0xFF << (8 - bits)));
        }
        return mapped(image, table, table, table);
    }

    /** Levels from the threshold on inverted. */
    static RgbImage solarize(RgbImage image, double threshold) {
        byte[] table = new byte[LEVELS];
        for (int level = 0; level < LEVELS; level++) {
            table[level] = (byte) (level >= (float) threshold ? 255 - level : level);
        }
        return mapped(image, table, table, table);
    }

    /** In each channel the darkest level becomes 0 and the lightest 255. */
    static RgbImage autocontrast(RgbImage image) {
        byte[][] tables = new byte[3][];
        for (int channel = 0; channel < 3; channel++) {
            tables[channel] = stretched(histogram(image, channel));
        }
        return mapped(image, tables[0], tables[1], tables[2]);
    }

    private static byte[] stretched(int[] histogram) {
        int darkest = 0;
        while (histogram[darkest] == 0) {
            darkest++;
        }
        int lightest = LEVELS - 1;
        while (histogram[lightest] == 0) {
            lightest--;
        }
        boolean isFlat = darkest == lightest;
        float scale = isFlat ? 1 : (lightest - darkest) * (float) (1.0 / 255);
        byte[] table = new byte[LEVELS];
        for (int level = darkest; level <= lightest; level++) {
            table[level] = sample((level - (isFlat ? 0 : darkest)) / scale);
        }
        return table;
    }

    /** In each channel all levels about equally often, by Pillow's whole-number scheme. */
    static RgbImage equalize(RgbImage image) {
        byte[][] tables = new byte[3][];
        for (int channel = 0; channel < 3; channel++) {
            tables[channel] = equalized(histogram(image, channel));
        }
        return mapped(image, tables[0], tables[1], tables[2]);
    }

    private static byte[] equalized(int[] histogram) {
        int pixels = 0;
        int lightest = 0;
        for (int level = 0; level < LEVELS; level++) {
            pixels += histogram[level];
            lightest = histogram[level] > 0 ? level : lightest;
        }
        int step = (pixels - histogram[lightest]) / 255;
        byte[] table = new byte[LEVELS];
        int below = step / 2;
        for (int level = 0; level < LEVELS; level++) {
            table[level] = (byte) (step == 0 ? level : Math.min(below / step, 255));
            below += histogram[level];
        }
        return table;
    }

    private static int[] histogram(RgbImage image, int channel) {
        int[] histogram = new int[LEVELS];
        byte[] rgb = image.rgb();
        for (int i = channel; i < rgb.length; i += 3) {
            histogram[rgb[i] & 0xFF]++;
        }
        return histogram;
    }

    private static RgbImage mapped(RgbImage image, byte[] red, byte[] green, byte[] blue) {
        byte[] in = image.rgb();
        byte[] out = new byte[in.length];
        for (int i = 0; i < in.length; i += 3) {
            out[i] = red[in[i] & 0xFF];
            out[i + 1] = green[in[i + 1] & 0xFF];
            out[i + 2] = blue[in[i + 2] & 0xFF];
        }
        return RgbImage.of(image.width(), image.height(), out);
    }

    /** {@code share} of the level and the rest of another. */
    static byte blend(int level, float other, double share) {
        return sample(Math.fma(other, (float) (1 - share), level * (float) share));
    }

    /** A level of 0 to 255, what is after the point cut off. */
    static byte sample(float level) {
        return (byte) (int) Math.clamp(level, 0f, 255f);
    }
}
