package org.mobilenet4j.kernel.simd;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.mobilenet4j.kernel.Window;

/**
 * The dense convolution, any stride and dilation, and its gradient by the input: one tap after another. It is for many
 * channels; those of stems are few, and gathered before ({@link SimdPatches}). A tap lies in the map for a rectangle of outputs; on it, it is a matrix product of pixels with the tap's weights, added
 * to what the taps before have left in the output. Taps that fall outside of the map, most of them at large dilations,
 * cost nothing.
 *
 * <p>A tile ({@link DenseTapTiles}) is five pixels by two panels, or six by one, kept in registers over all channels as in
 * {@link SimdPointwise}. Its pixels are any of the rectangle, row after row, so that only the last tile of a rectangle may lack some: it repeats
 * the last pixel, which is read before it is written and so is not added twice. The second vector of a panel that is not
 * full is moved back to end with the panel. All tiles of a tap follow each other, so that its weights stay in L2.
 *
 * <p>Every output is the bias and then one tap after the other, channel by channel, whatever the tile: the order of
 * a product with {@link SimdPatches}, and the same bits.
 */
final class SimdDenseTaps {
    private static final VectorSpecies<Float> SPECIES = MachineVectors.SPECIES;
    private static final int LANES = SPECIES.length();
    private static final int PANEL = SimdPointwise.PANEL;
    private static final boolean HAS_32_REGISTERS = MachineVectors.HAS_32_REGISTERS;

    private SimdDenseTaps() {}

    static void dense(
            Window window,
            int outChannels,
            float[] in,
            int inAt,
            float[] panels,
            int panelsAt,
            float[] bias,
            int biasAt,
            float low,
            float high,
            float[] out,
            int outAt) {
        int lowBits = Clamp.lowBits(low);
        int highBits = Clamp.highBits(high);
        boolean isClamped = lowBits != Integer.MIN_VALUE || highBits != Integer.MAX_VALUE;
        int channels = window.channels();
        int kernel = window.kernel();
        int stepX = window.stride() * channels;
        int stepY = window.stride() * window.width() * channels;
        int outStep = window.outWidth() * outChannels;
        int panelLength = kernel * kernel * channels * PANEL;
        int width;
        for (int o = 0; o < outChannels; o += width) {
            width = tileWidth(outChannels - o);
            int valid = Math.min(width, outChannels - o);
            int panelAt = panelsAt + o / PANEL * panelLength;
            if (valid < LANES) {
                for (int pixel = 0; pixel < window.outPixels(); pixel++) {
                    int startY = pixel / window.outWidth() * window.stride() - window.top();
                    int startX = pixel % window.outWidth() * window.stride() - window.left();
                    int to = outAt + pixel * outChannels + o;
                    int from = biasAt + o;
                    DenseTapTiles.point(
                            window, startY, startX, in, inAt, panels, panelAt, bias, from, lowBits, highBits, out, to,
                            valid);
                }
                continue;
            }
            fill(bias, biasAt + o, window.outPixels(), out, outAt + o, outChannels, valid);
            for (int ky = 0; ky < kernel; ky++) {
                int firstY = window.firstRow(ky);
                int startY = firstY * window.stride() - window.top() + ky * window.dilation();
                for (int kx = 0; kx < kernel; kx++) {
                    int firstX = window.firstColumn(kx);
                    int startX = firstX * window.stride() - window.left() + kx * window.dilation();
                    int rows = window.endRow(ky) - firstY;
                    int columns = window.endColumn(kx) - firstX;
                    int from = inAt + (startY * window.width() + startX) * channels;
                    int tapAt = panelAt + (ky * kernel + kx) * channels * PANEL;
                    int to = outAt + firstY * outStep + firstX * outChannels + o;
                    DenseTapTiles.run(
                            rows,
                            columns,
                            channels,
                            in,
                            from,
                            stepY,
                            stepX,
                            panels,
                            tapAt,
                            panelLength,
                            out,
                            to,
                            outStep,
                            outChannels,
                            valid);
                }
            }
            if (isClamped) {
                clamp(window.outPixels(), lowBits, highBits, out, outAt + o, outChannels, valid);
            }
        }
    }

    /**
     * The gradient by the input: the same, the other way. A tap carries each output's gradient to the input it was read
     * from. The taps come in the order of the mirrored convolution, which gives the same bits.
     */
    static void denseInput(
            Window window,
            int outChannels,
            float[] gradient,
            int gradientAt,
            float[] panels,
            int panelsAt,
            float[] inputGradient,
            int inputGradientAt) {
        int inChannels = window.channels();
        int kernel = window.kernel();
        int pixels = window.height() * window.width();
        int stepX = window.stride() * inChannels;
        int stepY = window.stride() * window.width() * inChannels;
        int outStep = window.outWidth() * outChannels;
        int panelLength = kernel * kernel * outChannels * PANEL;
        Arrays.fill(inputGradient, inputGradientAt, inputGradientAt + pixels * inChannels, 0);
        int width;
        for (int i = 0; i < inChannels; i += width) {
            width = tileWidth(inChannels - i);
            int valid = Math.min(width, inChannels - i);
            int panelAt = panelsAt + i / PANEL * panelLength;
            for (int tap = 0; tap < kernel * kernel; tap++) {
                int ky = kernel - 1 - tap / kernel;
                int kx = kernel - 1 - tap % kernel;
                int firstY = window.firstRow(ky);
                int firstX = window.firstColumn(kx);
                int startY = firstY * window.stride() - window.top() + ky * window.dilation();
                int startX = firstX * window.stride() - window.left() + kx * window.dilation();
                int rows = window.endRow(ky) - firstY;
                int columns = window.endColumn(kx) - firstX;
                int from = gradientAt + firstY * outStep + firstX * outChannels;
                int tapAt = panelAt + tap * outChannels * PANEL;
                int to = inputGradientAt + (startY * window.width() + startX) * inChannels + i;
                DenseTapTiles.run(
                        rows,
                        columns,
                        outChannels,
                        gradient,
                        from,
                        outStep,
                        outChannels,
                        panels,
                        tapAt,
                        panelLength,
                        inputGradient,
                        to,
                        stepY,
                        stepX,
                        valid);
            }
        }
    }

    /** The output channels of a tile, of those that are left. */
    private static int tileWidth(int outChannels) {
        return HAS_32_REGISTERS && outChannels >= 2 * PANEL ? 2 * PANEL : PANEL;
    }

    /** Writes the bias to {@code valid} channels of every pixel. */
    private static void fill(float[] bias, int biasAt, int pixels, float[] out, int outAt, int outChannels, int valid) {
        for (int pixel = 0; pixel < pixels; pixel++) {
            System.arraycopy(bias, biasAt, out, outAt + pixel * outChannels, valid);
        }
    }

    private static void clamp(
            int pixels, int lowBits, int highBits, float[] out, int outAt, int outChannels, int valid) {
        for (int pixel = 0; pixel < pixels; pixel++) {
            int to = outAt + pixel * outChannels;
            for (int next = 0; next < valid; next += LANES) {
                int o = Math.min(next, valid - LANES); // the last overlaps: clamped twice is clamped once
                FloatVector.fromArray(SPECIES, out, to + o)
                        .reinterpretAsInts()
                        .max(lowBits)
                        .min(highBits)
                        .reinterpretAsFloats()
                        .intoArray(out, to + o);
            }
        }
    }
}
