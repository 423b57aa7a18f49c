package org.mobilenet4j.kernel;

/**
 * The two passes of Pillow's resize over rows of 8-bit RGB pixels, nothing between them, in exact integers: every
 * implementation gives the same bytes. Nothing here allocates or checks its arguments.
 */
public interface ResamplingKernels {
    /** The ints that {@link #alongRows} works in for results of so many positions. */
    static int sumsLength(int positions) {
        return 4 * (3 * positions + 16);
    }

    /**
     * Narrows or widens rows: {@code out[y][x] = rounded(sum over k of weights[x][k] * in[y][firsts[x] + k])} for each
     * channel.
     *
     * @param inAt where the first of the rows begins
     * @param rowBytes of the source image
     * @param sums to work in, {@link #sumsLength} ints
     * @param out {@code rows x positions} pixels
     */
    void alongRows(byte[] in, int inAt, int rowBytes, int rows, Taps taps, int[] sums, byte[] out);

    /**
     * Lowers or heightens an image: {@code out[y] = rounded(sum over k of weights[y][k] * in[firsts[y] + k])} for each
     * of a row's samples.
     *
     * @param inAt where the row that the taps call 0 would begin; negative where {@code in} lacks the first rows
     * @param rowBytes of the source and of the result
     * @param sums to work in, {@code rowBytes} ints
     */
    void alongColumns(byte[] in, int inAt, int rowBytes, Taps taps, int[] sums, byte[] out);
}
