package org.mobilenet4j.training.network;

import org.mobilenet4j.architecture.MapShape;
import org.mobilenet4j.kernel.Window;

/**
 * The part of an image's maps that a filter computes at a time, so small that what it reads and writes stays in the
 * core's cache. Pixels are counted from the first of the image. Where windows overlap, a band reads some of its
 * neighbours' pixels too.
 *
 * @param readFrom the first input pixel that the outputs see
 * @param outFrom the first output pixel; each belongs to one band
 * @param gradientFrom the first output pixel that sees any of the band's own inputs
 * @param inputFrom the first of the band's own input pixels; each belongs to one band
 * @param forward from the pixels read to the outputs
 * @param backward through which the band's own inputs get their gradient: at stride 1 the {@link Window#mirrored} one over
 *     the outputs that see them, else that from the inputs to these outputs
 */
record Band(
        int readFrom,
        int readPixels,
        int outFrom,
        int outPixels,
        int gradientFrom,
        int gradientPixels,
        int inputFrom,
        int inputPixels,
        Window forward,
        Window backward) {
    /** The bands of a convolution: runs of output rows of about {@code floats} values read and written. */
    static Band[] ofRows(Window window, int outChannels, int floats) {
        int rowFloats = window.stride() * window.width() * window.channels() + window.outWidth() * outChannels;
        int rows = Math.clamp(floats / rowFloats, 1, window.outHeight());
        Band[] bands = new Band[Math.ceilDiv(window.outHeight(), rows)];
        for (int i = 0; i < bands.length; i++) {
            boolean isLast = i == bands.length - 1;
            int end = isLast ? window.outHeight() : (i + 1) * rows;
            int inputEnd = isLast ? window.height() : end * window.stride();
            bands[i] = ofRows(window, i * rows, end, i * rows * window.stride(), inputEnd);
        }
        return bands;
    }

    /** The outputs of rows {@code outRow} to before {@code outEnd}, the inputs of rows {@code inputRow} to {@code inputEnd}. */
    private static Band ofRows(Window window, int outRow, int outEnd, int inputRow, int inputEnd) {
        int reach = window.dilation() * (window.kernel() - 1);
        int read = Math.max(outRow * window.stride() - window.top(), 0);
        int readEnd = Math.min((outEnd - 1) * window.stride() - window.top() + reach + 1, window.height());
        int gradient = Math.max(Math.ceilDiv(inputRow + window.top() - reach, window.stride()), 0);
        int gradientEnd = Math.min(Math.floorDiv(inputEnd - 1 + window.top(), window.stride()) + 1, window.outHeight());
        gradient = Math.min(gradient, outRow);
        gradientEnd = Math.max(gradientEnd, outEnd);
        Window backward = rows(window, inputRow, inputEnd, gradient, gradientEnd);
        return new Band(
                read * window.width(),
                (readEnd - read) * window.width(),
                outRow * window.outWidth(),
                (outEnd - outRow) * window.outWidth(),
                gradient * window.outWidth(),
                (gradientEnd - gradient) * window.outWidth(),
                inputRow * window.width(),
                (inputEnd - inputRow) * window.width(),
                rows(window, read, readEnd, outRow, outEnd),
                window.stride() == 1 ? backward.mirrored() : backward);
    }

    /** The window between some rows of the input and some of the output; rows beyond count as zeros. */
    private static Window rows(Window window, int row, int end, int outRow, int outEnd) {
        return new Window(
                end - row,
                window.width(),
                window.channels(),
                window.kernel(),
                window.stride(),
                window.dilation(),
                window.top() + row - outRow * window.stride(),
                window.left(),
                outEnd - outRow,
                window.outWidth());
    }

    /** The bands of a 1 x 1 convolution: runs of pixels. */
    static Band[] ofPixels(MapShape input, int outChannels, int floats) {
        int pixels = Math.clamp(floats / (input.channels() + outChannels), 1, input.pixels());
        Band[] bands = new Band[Math.ceilDiv(input.pixels(), pixels)];
        for (int i = 0; i < bands.length; i++) {
            int from = i * pixels;
            int count = Math.min(pixels, input.pixels() - from);
            Window none = new Window(1, count, input.channels(), 1, 1, 1, 0, 0, 1, count);
            bands[i] = new Band(from, count, from, count, from, count, from, count, none, none);
        }
        return bands;
    }
}
