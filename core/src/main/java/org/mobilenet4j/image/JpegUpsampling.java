package org.mobilenet4j.image;

/**
 * The one step of decoding where the JDK's libjpeg 6b and the libjpeg-turbo of Pillow differ: chroma that is subsampled
 * in height alone (4:4:0, what becomes of a camera's 4:2:2 when it is turned without loss). Turbo interpolates between
 * its rows, 6b repeats each row, and here the repeated rows become turbo's.
 */
final class JpegUpsampling {
    private JpegUpsampling() {}

    /**
     * Interpolates the rows of one component in place.
     *
     * @param samples whole pixels of {@code components} interleaved samples, in which the rows {@code 2 k} and
     *     {@code 2 k + 1} of the component are equal
     */
    static void interpolateRows(byte[] samples, int width, int height, int components, int component) {
        int rowSamples = width * components;
        int lastPair = (height - 1) / 2;
        int[] above = new int[width];
        for (int pair = 0; pair <= lastPair; pair++) {
            int upper = pair * 2 * rowSamples + component;
            int lower = pair * 2 + 1 < height ? upper + rowSamples : upper;
            // Beyond the first and the last row lie copies of them.
            int below = pair < lastPair ? upper + 2 * rowSamples : upper;
            for (int x = 0; x < width; x++) {
                int at = x * components;
                int own = samples[upper + at] & 0xFF;
                int next = samples[below + at] & 0xFF;
                int previous = pair == 0 ? own : above[x];
                above[x] = own;
                // The lower row first: where the height is odd, both are the same row, and it is the upper.
                samples[lower + at] = (byte) ((3 * own + next + 2) >> 2);
                samples[upper + at] = (byte) ((3 * own + previous + 1) >> 2);
            }
        }
    }
}
