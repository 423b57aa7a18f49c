package org.mobilenet4j.augmentation;

import org.mobilenet4j.image.RgbImage;

/**
 * Changes of an image in which a pixel's channels or neighbours take part: torchvision's functions of the same names on
 * 8-bit images, in its floats and with its way of rounding.
 */
final class ColorMixing {
    private ColorMixing() {}

    /** Colours away from grey, {@code factor} times as far. */
    static RgbImage saturation(RgbImage image, double factor) {
        byte[] in = image.rgb();
        byte[] out = new byte[in.length];
        for (int i = 0; i < in.length; i += 3) {
            float grey = Luma.of(in, i);
            for (int channel = i; channel < i + 3; channel++) {
                out[channel] = LevelTables.blend(in[channel] & 0xFF, grey, factor);
            }
        }
        return RgbImage.of(image.width(), image.height(), out);
    }

    /** Away from the image smoothed by 3 x 3 pixels, {@code factor} times as far; the outermost pixels stay. */
    static RgbImage sharpness(RgbImage image, double factor) {
        int width = image.width();
        int height = image.height();
        if (width <= 2 || height <= 2) {
            return image;
        }
        byte[] in = image.rgb();
        byte[] out = in.clone();
        int row = 3 * width;
        for (int y = 1; y < height - 1; y++) {
            for (int i = y * row + 3; i < (y + 1) * row - 3; i++) {
                int sum = 4 * (in[i] & 0xFF);
                for (int above = i - row; above <= i + row; above += row) {
                    sum += (in[above - 3] & 0xFF) + (in[above] & 0xFF) + (in[above + 3] & 0xFF);
                }
                // The weights are 1 and in the middle 5, of 13: thirteenths are never halves.
                float smooth = Math.round(sum / 13f);
                int level = in[i] & 0xFF;
                out[i] = LevelTables.sample(Math.fma(smooth - level, (float) (1 - factor), level));
            }
        }
        return RgbImage.of(width, height, out);
    }

    /**
     * Colours turned round the circle of hues.
     *
     * @param turn part of a full turn, -0.5 to 0.5
     */
    static RgbImage hue(RgbImage image, double turn) {
        byte[] in = image.rgb();
        byte[] out = new byte[in.length];
        for (int i = 0; i < in.length; i += 3) {
            turn(in, i, (float) turn, out);
        }
        return RgbImage.of(image.width(), image.height(), out);
    }

    private static void turn(byte[] in, int at, float turn, byte[] out) {
        float scale = (float) (1.0 / 255);
        float red = (in[at] & 0xFF) * scale;
        float green = (in[at + 1] & 0xFF) * scale;
        float blue = (in[at + 2] & 0xFF) * scale;
        float value = Math.max(red, Math.max(green, blue));
        float range = value - Math.min(red, Math.min(green, blue));
        float saturation = range / (range == 0 ? 1 : value);
        float hue = hue(red, green, blue, value, range) + turn;
        hue -= (float) Math.floor(hue);

        float sixth = hue * 6;
        int sector = (int) Math.floor(sixth);
        float part = saturation * (sixth - sector);
        float falling = unit((1 - part) * value);
        float rising = unit((part + (1 - saturation)) * value);
        float least = unit((1 - saturation) * value);
        switch (sector % 6) {
            case 0 -> write(value, rising, least, out, at);
            case 1 -> write(falling, value, least, out, at);
            case 2 -> write(least, value, rising, out, at);
            case 3 -> write(least, falling, value, out, at);
            case 4 -> write(rising, least, value, out, at);
            default -> write(value, least, falling, out, at);
        }
    }

    /** Smith's hue (1978) in 0 to 1; 0 for grey. */
    private static float hue(float red, float green, float blue, float value, float range) {
        float divisor = range == 0 ? 1 : range;
        float fromRed = (value - red) / divisor;
        float fromGreen = (value - green) / divisor;
        float fromBlue = (value - blue) / divisor;
        float sixths;
        if (value == red) {
            sixths = fromBlue - fromGreen;
        } else if (value == green) {
            sixths = fromRed + 2 - fromBlue;
        } else {
            sixths = fromGreen + 4 - fromRed;
        }
        return (sixths * (float) (1.0 / 6) + 1) % 1;
    }

    private static float unit(float share) {
        return Math.clamp(share, 0f, 1f);
    }

    private static void write(float red, float green, float blue, byte[] out, int at) {
        // What torchvision scales by, so that cutting off gives each of the 256 levels its share.
        float levels = 255 + 1 - 1e-3f;
        out[at] = (byte) (int) (red * levels);
        out[at + 1] = (byte) (int) (green * levels);
        out[at + 2] = (byte) (int) (blue * levels);
    }
}
