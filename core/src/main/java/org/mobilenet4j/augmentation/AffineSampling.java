package org.mobilenet4j.augmentation;

import org.mobilenet4j.image.RgbImage;

/**
 * Turns, shears and moves an image: each pixel takes the nearest of the original, black where there is none, as
 * torchvision's {@code affine} and {@code rotate} do by default. The place is computed in floats in the order of theirs,
 * so that halves fall to the same side.
 */
final class AffineSampling {
    private AffineSampling() {}

    /** Turned about its centre, counter-clockwise. */
    static RgbImage rotated(RgbImage image, double degrees) {
        double angle = ((degrees % 360) + 360) % 360;
        if (angle == 0) {
            return image;
        }
        if (angle == 180) {
            return HorizontalFlip.mirrored(VerticalFlip.upsideDown(image));
        }
        double radians = Math.toRadians(-angle);
        double cos = Math.cos(radians);
        double sin = Math.sin(radians);
        return sampled(image, cos, sin, 0, -sin, cos, 0);
    }

    /** Rows move in proportion to their distance from the top: by {@code slope} pixels each. */
    static RgbImage shearedAlongX(RgbImage image, double slope) {
        double tangent = Math.tan(Math.toRadians(Math.toDegrees(Math.atan(slope))));
        return sampled(image, 1, tangent, tangent * image.height() * 0.5, 0, 1, 0);
    }

    /** Columns move in proportion to their distance from the left: by {@code slope} pixels each. */
    static RgbImage shearedAlongY(RgbImage image, double slope) {
        double tangent = Math.tan(Math.toRadians(Math.toDegrees(Math.atan(slope))));
        return sampled(image, 1, 0, 0, tangent, 1, tangent * image.width() * 0.5);
    }

    /** To the right and down by whole pixels. */
    static RgbImage moved(RgbImage image, int right, int down) {
        return image.crop(-right, -down, image.width(), image.height());
    }

    /** Where in the original each pixel comes from, in pixels from the centre: {@code (a x + b y + c, d x + e y + f)}. */
    private static RgbImage sampled(RgbImage image, double a, double b, double c, double d, double e, double f) {
        int width = image.width();
        int height = image.height();
        float halfWidth = 0.5f * width;
        float halfHeight = 0.5f * height;
        float xx = (float) a / halfWidth;
        float xy = (float) b / halfWidth;
        float x1 = (float) c / halfWidth;
        float yx = (float) d / halfHeight;
        float yy = (float) e / halfHeight;
        float y1 = (float) f / halfHeight;
        byte[] in = image.rgb();
        byte[] out = new byte[in.length];
        int to = 0;
        for (int row = 0; row < height; row++) {
            float y = row + (1 - height) * 0.5f;
            for (int column = 0; column < width; column++, to += 3) {
                float x = column + (1 - width) * 0.5f;
                int fromX = pixel(Math.fma(y, xy, x * xx) + x1, width);
                int fromY = pixel(Math.fma(y, yy, x * yx) + y1, height);
                if (fromX >= 0 && fromX < width && fromY >= 0 && fromY < height) {
                    int from = (fromY * width + fromX) * 3;
                    out[to] = in[from];
                    out[to + 1] = in[from + 1];
                    out[to + 2] = in[from + 2];
                }
            }
        }
        return RgbImage.of(width, height, out);
    }

    /** The pixel at a place where -1 and 1 are the image's edges. */
    private static int pixel(float place, int extent) {
        return (int) Math.rint(((place + 1) * extent - 1) * 0.5f);
    }
}
