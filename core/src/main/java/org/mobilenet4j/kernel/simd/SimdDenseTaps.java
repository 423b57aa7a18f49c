package org.mobilenet4j.kernel.simd;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.mobilenet4j.kernel.Window;

/**
 * The dense convolution with many channels, any stride and dilation, and its gradient by the input: one tap after another.
 * A tap lies in the map for a rectangle of outputs; on it, it is a matrix product of pixels with the tap's weights, added
 * to what the taps before have left in the output. Taps that fall outside of the map, most of them at large dilations,
 * cost nothing.
 *
 * <p>A tile is five pixels by two panels, or six by one, kept in registers over all channels as in {@link SimdPointwise}.
 * Its pixels are any of the rectangle, row after row, so that only the last tile of a rectangle may lack some: it repeats
 * the last pixel, which is read before it is written and so is not added twice. The second vector of a panel that is not
 * full is moved back to end with the panel. All tiles of a tap follow each other, so that its weights stay in L2.
 *
 * <p>Every output is the bias and then one tap after the other, channel by channel, whatever the tile: the order of
 * {@link SimdDense}, and the same bits.
 */
final class SimdDenseTaps {
    private static final VectorSpecies<Float> SPECIES = MachineVectors.SPECIES;
    private static final int LANES = SPECIES.length();
    private static final int PANEL = SimdPointwise.PANEL;
    private static final boolean HAS_32_REGISTERS = LANES == 16;

    private SimdDenseTaps() {}

    static void run(
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
        int panelLength = kernel * kernel * channels * PANEL;
        int width;
        for (int o = 0; o < outChannels; o += width) {
            width = tileWidth(outChannels - o);
            int valid = Math.min(width, outChannels - o);
            int panelAt = panelsAt + o / PANEL * panelLength;
            if (valid < LANES) {
                SimdDense.points(
                        window,
                        in,
                        inAt,
                        panels,
                        panelAt,
                        bias,
                        biasAt + o,
                        lowBits,
                        highBits,
                        out,
                        outAt + o,
                        outChannels,
                        valid);
                continue;
            }
            fill(bias, biasAt + o, window.outPixels(), out, outAt + o, outChannels, valid);
            for (int ky = 0; ky < kernel; ky++) {
                int firstY = window.firstRow(ky);
                int startY = firstY * window.stride() - window.top() + ky * window.dilation();
                for (int kx = 0; kx < kernel; kx++) {
                    int firstX = window.firstColumn(kx);
                    int startX = firstX * window.stride() - window.left() + kx * window.dilation();
                    addProduct(
                            window.endRow(ky) - firstY,
                            window.endColumn(kx) - firstX,
                            channels,
                            in,
                            inAt + (startY * window.width() + startX) * channels,
                            stepY,
                            stepX,
                            panels,
                            panelAt + (ky * kernel + kx) * channels * PANEL,
                            panelLength,
                            out,
                            outAt + (firstY * window.outWidth() + firstX) * outChannels + o,
                            window.outWidth() * outChannels,
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
    static void input(
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
                addProduct(
                        window.endRow(ky) - firstY,
                        window.endColumn(kx) - firstX,
                        outChannels,
                        gradient,
                        gradientAt + (firstY * window.outWidth() + firstX) * outChannels,
                        window.outWidth() * outChannels,
                        outChannels,
                        panels,
                        panelAt + tap * outChannels * PANEL,
                        panelLength,
                        inputGradient,
                        inputGradientAt + (startY * window.width() + startX) * inChannels + i,
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

    /**
     * {@code out += in * weights} on a rectangle of pixels, for {@code valid} outputs.
     *
     * @param inStepY from a row of the rectangle to the next, in floats; {@code inStepX} from pixel to pixel
     * @param panelLength from one panel to the next
     */
    private static void addProduct(
            int rows,
            int columns,
            int channels,
            float[] in,
            int inAt,
            int inStepY,
            int inStepX,
            float[] panels,
            int panelAt,
            int panelLength,
            float[] out,
            int outAt,
            int outStepY,
            int outStepX,
            int valid) {
        if (rows <= 0 || columns <= 0) {
            return;
        }
        int pixels = rows * columns;
        int last = pixels - 1;
        int tile = valid == 2 * PANEL ? 5 : valid < LANES ? 1 : 6;
        for (int pixel = 0; pixel < pixels; pixel += tile) {
            int y0 = pixel / columns;
            int x0 = pixel - y0 * columns;
            int in0 = inAt + y0 * inStepY + x0 * inStepX;
            int out0 = outAt + y0 * outStepY + x0 * outStepX;
            if (tile == 1) {
                point(channels, in, in0, panels, panelAt, out, out0, valid);
                continue;
            }
            int next1 = Math.min(pixel + 1, last);
            int y1 = next1 / columns;
            int x1 = next1 - y1 * columns;
            int in1 = inAt + y1 * inStepY + x1 * inStepX;
            int out1 = outAt + y1 * outStepY + x1 * outStepX;
            int next2 = Math.min(pixel + 2, last);
            int y2 = next2 / columns;
            int x2 = next2 - y2 * columns;
            int in2 = inAt + y2 * inStepY + x2 * inStepX;
            int out2 = outAt + y2 * outStepY + x2 * outStepX;
            int next3 = Math.min(pixel + 3, last);
            int y3 = next3 / columns;
            int x3 = next3 - y3 * columns;
            int in3 = inAt + y3 * inStepY + x3 * inStepX;
            int out3 = outAt + y3 * outStepY + x3 * outStepX;
            int next4 = Math.min(pixel + 4, last);
            int y4 = next4 / columns;
            int x4 = next4 - y4 * columns;
            int in4 = inAt + y4 * inStepY + x4 * inStepX;
            int out4 = outAt + y4 * outStepY + x4 * outStepX;
            if (tile == 5) {
                tile5TwoPanels(
                        channels,
                        in,
                        in0,
                        in1,
                        in2,
                        in3,
                        in4,
                        panels,
                        panelAt,
                        panelAt + panelLength,
                        out,
                        out0,
                        out1,
                        out2,
                        out3,
                        out4);
                continue;
            }
            int next5 = Math.min(pixel + 5, last);
            int y5 = next5 / columns;
            int x5 = next5 - y5 * columns;
            int in5 = inAt + y5 * inStepY + x5 * inStepX;
            int out5 = outAt + y5 * outStepY + x5 * outStepX;
            tile6(
                    channels,
                    in,
                    in0,
                    in1,
                    in2,
                    in3,
                    in4,
                    in5,
                    panels,
                    panelAt,
                    out,
                    out0,
                    out1,
                    out2,
                    out3,
                    out4,
                    out5,
                    valid - LANES);
        }
    }

    /** Five pixels of two whole panels. */
    private static void tile5TwoPanels(
            int channels,
            float[] in,
            int in0,
            int in1,
            int in2,
            int in3,
            int in4,
            float[] panels,
            int panelAt,
            int nextAt,
            float[] out,
            int out0,
            int out1,
            int out2,
            int out3,
            int out4) {
        FloatVector sum0a = FloatVector.fromArray(SPECIES, out, out0);
        FloatVector sum0b = FloatVector.fromArray(SPECIES, out, out0 + LANES);
        FloatVector sum0c = FloatVector.fromArray(SPECIES, out, out0 + 2 * LANES);
        FloatVector sum0d = FloatVector.fromArray(SPECIES, out, out0 + 3 * LANES);
        FloatVector sum1a = FloatVector.fromArray(SPECIES, out, out1);
        FloatVector sum1b = FloatVector.fromArray(SPECIES, out, out1 + LANES);
        FloatVector sum1c = FloatVector.fromArray(SPECIES, out, out1 + 2 * LANES);
        FloatVector sum1d = FloatVector.fromArray(SPECIES, out, out1 + 3 * LANES);
        FloatVector sum2a = FloatVector.fromArray(SPECIES, out, out2);
        FloatVector sum2b = FloatVector.fromArray(SPECIES, out, out2 + LANES);
        FloatVector sum2c = FloatVector.fromArray(SPECIES, out, out2 + 2 * LANES);
        FloatVector sum2d = FloatVector.fromArray(SPECIES, out, out2 + 3 * LANES);
        FloatVector sum3a = FloatVector.fromArray(SPECIES, out, out3);
        FloatVector sum3b = FloatVector.fromArray(SPECIES, out, out3 + LANES);
        FloatVector sum3c = FloatVector.fromArray(SPECIES, out, out3 + 2 * LANES);
        FloatVector sum3d = FloatVector.fromArray(SPECIES, out, out3 + 3 * LANES);
        FloatVector sum4a = FloatVector.fromArray(SPECIES, out, out4);
        FloatVector sum4b = FloatVector.fromArray(SPECIES, out, out4 + LANES);
        FloatVector sum4c = FloatVector.fromArray(SPECIES, out, out4 + 2 * LANES);
        FloatVector sum4d = FloatVector.fromArray(SPECIES, out, out4 + 3 * LANES);
        for (int i = 0; i < channels; i++) {
            FloatVector a = FloatVector.fromArray(SPECIES, panels, panelAt + i * PANEL);
            FloatVector b = FloatVector.fromArray(SPECIES, panels, panelAt + i * PANEL + LANES);
            FloatVector c = FloatVector.fromArray(SPECIES, panels, nextAt + i * PANEL);
            FloatVector d = FloatVector.fromArray(SPECIES, panels, nextAt + i * PANEL + LANES);
            FloatVector x0 = FloatVector.broadcast(SPECIES, in[in0 + i]);
            sum0a = x0.fma(a, sum0a);
            sum0b = x0.fma(b, sum0b);
            sum0c = x0.fma(c, sum0c);
            sum0d = x0.fma(d, sum0d);
            FloatVector x1 = FloatVector.broadcast(SPECIES, in[in1 + i]);
            sum1a = x1.fma(a, sum1a);
            sum1b = x1.fma(b, sum1b);
            sum1c = x1.fma(c, sum1c);
            sum1d = x1.fma(d, sum1d);
            FloatVector x2 = FloatVector.broadcast(SPECIES, in[in2 + i]);
            sum2a = x2.fma(a, sum2a);
            sum2b = x2.fma(b, sum2b);
            sum2c = x2.fma(c, sum2c);
            sum2d = x2.fma(d, sum2d);
            FloatVector x3 = FloatVector.broadcast(SPECIES, in[in3 + i]);
            sum3a = x3.fma(a, sum3a);
            sum3b = x3.fma(b, sum3b);
            sum3c = x3.fma(c, sum3c);
            sum3d = x3.fma(d, sum3d);
            FloatVector x4 = FloatVector.broadcast(SPECIES, in[in4 + i]);
            sum4a = x4.fma(a, sum4a);
            sum4b = x4.fma(b, sum4b);
            sum4c = x4.fma(c, sum4c);
            sum4d = x4.fma(d, sum4d);
        }
        sum0a.intoArray(out, out0);
        sum0b.intoArray(out, out0 + LANES);
        sum0c.intoArray(out, out0 + 2 * LANES);
        sum0d.intoArray(out, out0 + 3 * LANES);
        sum1a.intoArray(out, out1);
        sum1b.intoArray(out, out1 + LANES);
        sum1c.intoArray(out, out1 + 2 * LANES);
        sum1d.intoArray(out, out1 + 3 * LANES);
        sum2a.intoArray(out, out2);
        sum2b.intoArray(out, out2 + LANES);
        sum2c.intoArray(out, out2 + 2 * LANES);
        sum2d.intoArray(out, out2 + 3 * LANES);
        sum3a.intoArray(out, out3);
        sum3b.intoArray(out, out3 + LANES);
        sum3c.intoArray(out, out3 + 2 * LANES);
        sum3d.intoArray(out, out3 + 3 * LANES);
        sum4a.intoArray(out, out4);
        sum4b.intoArray(out, out4 + LANES);
        sum4c.intoArray(out, out4 + 2 * LANES);
        sum4d.intoArray(out, out4 + 3 * LANES);
    }

    /** Six pixels of a panel, whose second vector begins {@code second} outputs after the first. */
    private static void tile6(
            int channels,
            float[] in,
            int in0,
            int in1,
            int in2,
            int in3,
            int in4,
            int in5,
            float[] panels,
            int panelAt,
            float[] out,
            int out0,
            int out1,
            int out2,
            int out3,
            int out4,
            int out5,
            int second) {
        FloatVector sum0a = FloatVector.fromArray(SPECIES, out, out0);
        FloatVector sum0b = FloatVector.fromArray(SPECIES, out, out0 + second);
        FloatVector sum1a = FloatVector.fromArray(SPECIES, out, out1);
        FloatVector sum1b = FloatVector.fromArray(SPECIES, out, out1 + second);
        FloatVector sum2a = FloatVector.fromArray(SPECIES, out, out2);
        FloatVector sum2b = FloatVector.fromArray(SPECIES, out, out2 + second);
        FloatVector sum3a = FloatVector.fromArray(SPECIES, out, out3);
        FloatVector sum3b = FloatVector.fromArray(SPECIES, out, out3 + second);
        FloatVector sum4a = FloatVector.fromArray(SPECIES, out, out4);
        FloatVector sum4b = FloatVector.fromArray(SPECIES, out, out4 + second);
        FloatVector sum5a = FloatVector.fromArray(SPECIES, out, out5);
        FloatVector sum5b = FloatVector.fromArray(SPECIES, out, out5 + second);
        for (int i = 0; i < channels; i++) {
            FloatVector a = FloatVector.fromArray(SPECIES, panels, panelAt + i * PANEL);
            FloatVector b = FloatVector.fromArray(SPECIES, panels, panelAt + i * PANEL + second);
            FloatVector x0 = FloatVector.broadcast(SPECIES, in[in0 + i]);
            sum0a = x0.fma(a, sum0a);
            sum0b = x0.fma(b, sum0b);
            FloatVector x1 = FloatVector.broadcast(SPECIES, in[in1 + i]);
            sum1a = x1.fma(a, sum1a);
            sum1b = x1.fma(b, sum1b);
            FloatVector x2 = FloatVector.broadcast(SPECIES, in[in2 + i]);
            sum2a = x2.fma(a, sum2a);
            sum2b = x2.fma(b, sum2b);
            FloatVector x3 = FloatVector.broadcast(SPECIES, in[in3 + i]);
            sum3a = x3.fma(a, sum3a);
            sum3b = x3.fma(b, sum3b);
            FloatVector x4 = FloatVector.broadcast(SPECIES, in[in4 + i]);
            sum4a = x4.fma(a, sum4a);
            sum4b = x4.fma(b, sum4b);
            FloatVector x5 = FloatVector.broadcast(SPECIES, in[in5 + i]);
            sum5a = x5.fma(a, sum5a);
            sum5b = x5.fma(b, sum5b);
        }
        sum0a.intoArray(out, out0);
        sum0b.intoArray(out, out0 + second);
        sum1a.intoArray(out, out1);
        sum1b.intoArray(out, out1 + second);
        sum2a.intoArray(out, out2);
        sum2b.intoArray(out, out2 + second);
        sum3a.intoArray(out, out3);
        sum3b.intoArray(out, out3 + second);
        sum4a.intoArray(out, out4);
        sum4b.intoArray(out, out4 + second);
        sum5a.intoArray(out, out5);
        sum5b.intoArray(out, out5 + second);
    }

    /** One pixel, fewer outputs than a vector has lanes. */
    private static void point(
            int channels, float[] in, int inAt, float[] panels, int panelAt, float[] out, int outAt, int valid) {
        for (int o = 0; o < valid; o++) {
            float sum = out[outAt + o];
            for (int i = 0; i < channels; i++) {
                sum = Math.fma(in[inAt + i], panels[panelAt + i * PANEL + o], sum);
            }
            out[outAt + o] = sum;
        }
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
