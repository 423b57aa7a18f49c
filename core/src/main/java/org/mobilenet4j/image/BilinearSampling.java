package org.mobilenet4j.image;

import org.mobilenet4j.kernel.BilinearAxis;

/**
 * An image resized from its four nearest pixels, without antialiasing and rounding: what PyTorch's {@code interpolate(mode=
 * "bilinear", align_corners=False)} makes of a float image, and torchvision's detectors of theirs. Two of the image's rows
 * are read at a time, so that the whole is never there as floats.
 */
public final class BilinearSampling {
    /** An image row by row. */
    @FunctionalInterface
    public interface Rows {
        /** Writes a row, {@code width x channels} floats. */
        void read(int row, float[] out);
    }

    private BilinearSampling() {}

    /**
     * Writes {@code outHeight x outWidth x channels} floats from {@code outAt} on.
     *
     * @param height of the image in pixels
     * @param width of the image in pixels
     */
    public static void resize(
            int height, int width, int channels, Rows rows, int outHeight, int outWidth, float[] out, int outAt) {
        float verticalScale = BilinearAxis.scale(height, outHeight);
        float[] above = new float[width * channels];
        float[] below = new float[width * channels];
        int aboveRow = -1;
        int belowRow = -1;
        for (int row = 0; row < outHeight; row++) {
            float position = BilinearAxis.position(verticalScale, row);
            int before = BilinearAxis.before(position, height);
            int after = BilinearAxis.after(before, height);
            if (before == belowRow) {
                float[] read = above;
                above = below;
                below = read;
                belowRow = aboveRow;
                aboveRow = before;
            }
            if (before != aboveRow) {
                rows.read(before, above);
                aboveRow = before;
            }
            if (after != belowRow) {
                rows.read(after, below);
                belowRow = after;
            }
            float weight = BilinearAxis.weightAfter(position, before);
            between(above, below, weight, width, channels, outWidth, out, outAt + row * outWidth * channels);
        }
    }

    private static void between(
            float[] above, float[] below, float weight, int width, int channels, int outWidth, float[] out, int outAt) {
        float scale = BilinearAxis.scale(width, outWidth);
        int to = outAt;
        for (int column = 0; column < outWidth; column++) {
            float position = BilinearAxis.position(scale, column);
            int before = BilinearAxis.before(position, width);
            int left = before * channels;
            int right = BilinearAxis.after(before, width) * channels;
            float after = BilinearAxis.weightAfter(position, before);
            for (int channel = 0; channel < channels; channel++) {
                float upper = (1 - after) * above[left + channel] + after * above[right + channel];
                float lower = (1 - after) * below[left + channel] + after * below[right + channel];
                out[to++] = (1 - weight) * upper + weight * lower;
            }
        }
    }
}
