package org.mobilenet4j.cli.quickstart;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.util.random.RandomGenerator;

/** The light that an image was taken in, and the camera's grain: changes every pixel. */
final class Light {
    private final double red;
    private final double green;
    private final double blue;
    private final double slopeX;
    private final double slopeY;
    private final double vignette;
    private final double grain;

    /** A light at random: dim or bright, warm or cold, from a side, with more or less grain. */
    Light(RandomGenerator random) {
        double brightness = random.nextDouble(0.85, 1.12);
        double warmth = random.nextDouble(-0.1, 0.12);
        red = brightness * (1 + warmth);
        green = brightness;
        blue = brightness * (1 - warmth);
        double side = random.nextDouble(2 * Math.PI);
        double slope = random.nextDouble(0.25);
        slopeX = slope * Math.cos(side);
        slopeY = slope * Math.sin(side);
        vignette = random.nextDouble(0.25);
        grain = random.nextDouble(1, 7);
    }

    /** Lights an image of the type {@link BufferedImage#TYPE_INT_RGB}. */
    void fall(BufferedImage image, RandomGenerator random) {
        int[] pixels = ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
        int width = image.getWidth();
        int height = image.getHeight();
        for (int row = 0, i = 0; row < height; row++) {
            double y = 2.0 * row / height - 1;
            for (int column = 0; column < width; column++, i++) {
                double x = 2.0 * column / width - 1;
                double here = 1 + slopeX * x + slopeY * y - vignette * (x * x + y * y) / 2;
                double noise = grain * noise(random.nextInt());
                int pixel = pixels[i];
                pixels[i] = (level(((pixel >> 16) & 0xff) * red * here + noise) << 16)
                        | (level(((pixel >> 8) & 0xff) * green * here + noise) << 8)
                        | level((pixel & 0xff) * blue * here + noise);
            }
        }
    }

    /** Nearly normal, with deviation 1: the sum of four uniform bytes is, and one draw is enough for it. */
    private static double noise(int bits) {
        int sum = (bits & 0xff) + ((bits >> 8) & 0xff) + ((bits >> 16) & 0xff) + (bits >>> 24);
        return (sum - 510) / 147.8;
    }

    private static int level(double value) {
        return Math.clamp(Math.round(value), 0, 255);
    }
}
