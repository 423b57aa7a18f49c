package org.mobilenet4j.kernel.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;
import org.mobilenet4j.kernel.Window;

/**
 * The dense convolution of the stem, straight from the map: the window of an output is {@code kernel} stretches of
 * {@code kernel * channels} floats that lie together, so that the matrix product's tiles work on it without gathering.
 * Weights are packed as for the matrix product, {@code [ceil(out / panel)][kernel * kernel * channels][panel]}.
 *
 * <p>Outputs side by side are the rows of a tile; those at the sides, whose window leaves the map, take the taps that exist
 * one by one. Many channels, and dilations, are for {@link SimdDenseTaps}.
 */
final class SimdDense {
    private static final VectorSpecies<Float> SPECIES = MachineVectors.SPECIES;
    private static final int LANES = SPECIES.length();
    private static final int HALF = LANES / 2;
    private static final VectorMask<Float> FIRST_HALF = SPECIES.indexInRange(0, HALF);
    private static final int PANEL = SimdPointwise.PANEL;
    private static final int TILE = 6;

    /** From as many on, what a tap costs beside its products does not matter. */
    private static final int MANY_CHANNELS = 16;

    private SimdDense() {}

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
        if (window.dilation() != 1 || window.channels() >= MANY_CHANNELS) {
            SimdDenseTaps.run(window, outChannels, in, inAt, panels, panelsAt, bias, biasAt, low, high, out, outAt);
            return;
        }
        int lowBits = Clamp.lowBits(low);
        int highBits = Clamp.highBits(high);
        int length = window.kernel() * window.channels();
        int firstInside = window.firstInside();
        int endInside = window.endInside();
        boolean isTiled = endInside - firstInside >= TILE;
        int fromX = isTiled ? firstInside : window.outWidth();
        int endX = isTiled ? endInside : window.outWidth();
        int rowLength = window.width() * window.channels();
        int step = window.stride() * window.channels();
        for (int o = 0; o < outChannels; o += PANEL) {
            int panelAt = panelsAt + o * window.kernel() * length;
            int valid = Math.min(PANEL, outChannels - o);
            for (int y = 0; y < window.outHeight(); y++) {
                int startY = y * window.stride() - window.top();
                int firstY = window.firstTap(startY);
                int endY = window.endTap(startY, window.height());
                int to = outAt + y * window.outWidth() * outChannels + o;
                points(
                        window,
                        startY,
                        0,
                        fromX,
                        in,
                        inAt,
                        panels,
                        panelAt,
                        bias,
                        biasAt + o,
                        lowBits,
                        highBits,
                        out,
                        to,
                        outChannels,
                        valid);
                for (int next = fromX; next < endX; next += TILE) {
                    int x = Math.min(next, endX - TILE);
                    int at = inAt + startY * rowLength + (x * window.stride() - window.left()) * window.channels();
                    if (valid == PANEL) {
                        tile6(
                                firstY,
                                endY,
                                rowLength,
                                length,
                                step,
                                in,
                                at,
                                panels,
                                panelAt,
                                bias,
                                biasAt + o,
                                lowBits,
                                highBits,
                                out,
                                to + x * outChannels,
                                outChannels);
                    } else {
                        for (int nextV = 0; valid >= LANES && nextV < valid; nextV += LANES) {
                            int v = Math.min(nextV, valid - LANES); // the last overlaps
                            tile6Vector(
                                    firstY,
                                    endY,
                                    rowLength,
                                    length,
                                    step,
                                    in,
                                    at,
                                    panels,
                                    panelAt + v,
                                    bias,
                                    biasAt + o + v,
                                    lowBits,
                                    highBits,
                                    out,
                                    to + x * outChannels + v,
                                    outChannels);
                        }
                        if (valid < LANES) {
                            points(
                                    window,
                                    startY,
                                    x,
                                    x + TILE,
                                    in,
                                    inAt,
                                    panels,
                                    panelAt,
                                    bias,
                                    biasAt + o,
                                    lowBits,
                                    highBits,
                                    out,
                                    to,
                                    outChannels,
                                    valid);
                        }
                    }
                }
                points(
                        window,
                        startY,
                        endX,
                        window.outWidth(),
                        in,
                        inAt,
                        panels,
                        panelAt,
                        bias,
                        biasAt + o,
                        lowBits,
                        highBits,
                        out,
                        to,
                        outChannels,
                        valid);
            }
        }
    }

    /** Six outputs side by side, a whole panel. */
    private static void tile6(
            int firstY,
            int endY,
            int rowLength,
            int length,
            int step,
            float[] in,
            int inAt,
            float[] panels,
            int panelAt,
            float[] bias,
            int biasAt,
            int lowBits,
            int highBits,
            float[] out,
            int outAt,
            int outChannels) {
        FloatVector biasA = FloatVector.fromArray(SPECIES, bias, biasAt);
        FloatVector biasB = FloatVector.fromArray(SPECIES, bias, biasAt + LANES);
        FloatVector sum0a = biasA;
        FloatVector sum0b = biasB;
        FloatVector sum1a = biasA;
        FloatVector sum1b = biasB;
        FloatVector sum2a = biasA;
        FloatVector sum2b = biasB;
        FloatVector sum3a = biasA;
        FloatVector sum3b = biasB;
        FloatVector sum4a = biasA;
        FloatVector sum4b = biasB;
        FloatVector sum5a = biasA;
        FloatVector sum5b = biasB;
        for (int ky = firstY; ky < endY; ky++) {
            int row = inAt + ky * rowLength;
            int taps = panelAt + ky * length * PANEL;
            for (int i = 0; i < length; i++) {
                FloatVector a = FloatVector.fromArray(SPECIES, panels, taps + i * PANEL);
                FloatVector b = FloatVector.fromArray(SPECIES, panels, taps + i * PANEL + LANES);
                FloatVector x0 = FloatVector.broadcast(SPECIES, in[row + i]);
                sum0a = x0.fma(a, sum0a);
                sum0b = x0.fma(b, sum0b);
                FloatVector x1 = FloatVector.broadcast(SPECIES, in[row + step + i]);
                sum1a = x1.fma(a, sum1a);
                sum1b = x1.fma(b, sum1b);
                FloatVector x2 = FloatVector.broadcast(SPECIES, in[row + 2 * step + i]);
                sum2a = x2.fma(a, sum2a);
                sum2b = x2.fma(b, sum2b);
                FloatVector x3 = FloatVector.broadcast(SPECIES, in[row + 3 * step + i]);
                sum3a = x3.fma(a, sum3a);
                sum3b = x3.fma(b, sum3b);
                FloatVector x4 = FloatVector.broadcast(SPECIES, in[row + 4 * step + i]);
                sum4a = x4.fma(a, sum4a);
                sum4b = x4.fma(b, sum4b);
                FloatVector x5 = FloatVector.broadcast(SPECIES, in[row + 5 * step + i]);
                sum5a = x5.fma(a, sum5a);
                sum5b = x5.fma(b, sum5b);
            }
        }
        sum0a.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt);
        sum0b.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + LANES);
        sum1a.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + outChannels);
        sum1b.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + outChannels + LANES);
        sum2a.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + 2 * outChannels);
        sum2b.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + 2 * outChannels + LANES);
        sum3a.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + 3 * outChannels);
        sum3b.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + 3 * outChannels + LANES);
        sum4a.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + 4 * outChannels);
        sum4b.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + 4 * outChannels + LANES);
        sum5a.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + 5 * outChannels);
        sum5b.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + 5 * outChannels + LANES);
    }

    /** Six outputs side by side, one vector of a panel. */
    private static void tile6Vector(
            int firstY,
            int endY,
            int rowLength,
            int length,
            int step,
            float[] in,
            int inAt,
            float[] panels,
            int panelAt,
            float[] bias,
            int biasAt,
            int lowBits,
            int highBits,
            float[] out,
            int outAt,
            int outChannels) {
        FloatVector biasA = FloatVector.fromArray(SPECIES, bias, biasAt);
        FloatVector sum0a = biasA;
        FloatVector sum1a = biasA;
        FloatVector sum2a = biasA;
        FloatVector sum3a = biasA;
        FloatVector sum4a = biasA;
        FloatVector sum5a = biasA;
        for (int ky = firstY; ky < endY; ky++) {
            int row = inAt + ky * rowLength;
            int taps = panelAt + ky * length * PANEL;
            for (int i = 0; i < length; i++) {
                FloatVector a = FloatVector.fromArray(SPECIES, panels, taps + i * PANEL);
                FloatVector x0 = FloatVector.broadcast(SPECIES, in[row + i]);
                sum0a = x0.fma(a, sum0a);
                FloatVector x1 = FloatVector.broadcast(SPECIES, in[row + step + i]);
                sum1a = x1.fma(a, sum1a);
                FloatVector x2 = FloatVector.broadcast(SPECIES, in[row + 2 * step + i]);
                sum2a = x2.fma(a, sum2a);
                FloatVector x3 = FloatVector.broadcast(SPECIES, in[row + 3 * step + i]);
                sum3a = x3.fma(a, sum3a);
                FloatVector x4 = FloatVector.broadcast(SPECIES, in[row + 4 * step + i]);
                sum4a = x4.fma(a, sum4a);
                FloatVector x5 = FloatVector.broadcast(SPECIES, in[row + 5 * step + i]);
                sum5a = x5.fma(a, sum5a);
            }
        }
        sum0a.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt);
        sum1a.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + outChannels);
        sum2a.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + 2 * outChannels);
        sum3a.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + 3 * outChannels);
        sum4a.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + 4 * outChannels);
        sum5a.reinterpretAsInts()
                .max(lowBits)
                .min(highBits)
                .reinterpretAsFloats()
                .intoArray(out, outAt + 5 * outChannels);
    }

    /** All outputs of a panel of which fewer exist than a vector holds. */
    static void points(
            Window window,
            float[] in,
            int inAt,
            float[] panels,
            int panelAt,
            float[] bias,
            int biasAt,
            int lowBits,
            int highBits,
            float[] out,
            int outAt,
            int outChannels,
            int valid) {
        for (int y = 0; y < window.outHeight(); y++) {
            points(
                    window,
                    y * window.stride() - window.top(),
                    0,
                    window.outWidth(),
                    in,
                    inAt,
                    panels,
                    panelAt,
                    bias,
                    biasAt,
                    lowBits,
                    highBits,
                    out,
                    outAt + y * window.outWidth() * outChannels,
                    outChannels,
                    valid);
        }
    }

    /** The outputs of a row from {@code fromX} to {@code endX}, each by the taps that lie in the map. */
    private static void points(
            Window window,
            int startY,
            int fromX,
            int endX,
            float[] in,
            int inAt,
            float[] panels,
            int panelAt,
            float[] bias,
            int biasAt,
            int lowBits,
            int highBits,
            float[] out,
            int outAt,
            int outChannels,
            int valid) {
        for (int x = fromX; x < endX; x++) {
            int startX = x * window.stride() - window.left();
            int to = outAt + x * outChannels;
            int o = 0;
            for (; valid >= LANES && o < valid; o += LANES) {
                int v = Math.min(o, valid - LANES); // the last overlaps
                vector(
                        window,
                        startY,
                        startX,
                        in,
                        inAt,
                        panels,
                        panelAt + v,
                        bias,
                        biasAt + v,
                        lowBits,
                        highBits,
                        out,
                        to + v);
            }
            if (o == 0 && valid >= HALF) {
                half(
                        window,
                        startY,
                        startX,
                        in,
                        inAt,
                        panels,
                        panelAt + o,
                        bias,
                        biasAt + o,
                        lowBits,
                        highBits,
                        out,
                        to + o);
                o += HALF;
            }
            for (; o < valid; o++) {
                out[to + o] = Clamp.clamp(
                        sum(window, startY, startX, in, inAt, panels, panelAt + o, bias[biasAt + o]),
                        lowBits,
                        highBits);
            }
        }
    }

    /** A vector of one output. */
    private static void vector(
            Window window,
            int startY,
            int startX,
            float[] in,
            int inAt,
            float[] panels,
            int panelAt,
            float[] bias,
            int biasAt,
            int lowBits,
            int highBits,
            float[] out,
            int outAt) {
        FloatVector sum = FloatVector.fromArray(SPECIES, bias, biasAt);
        for (int ky = window.firstTap(startY); ky < window.endTap(startY, window.height()); ky++) {
            for (int kx = window.firstTap(startX); kx < window.endTap(startX, window.width()); kx++) {
                int at = inAt + pixel(window, startY, startX, ky, kx);
                int taps = panelAt + (ky * window.kernel() + kx) * window.channels() * PANEL;
                for (int c = 0; c < window.channels(); c++) {
                    sum = FloatVector.broadcast(SPECIES, in[at + c])
                            .fma(FloatVector.fromArray(SPECIES, panels, taps + c * PANEL), sum);
                }
            }
        }
        sum.reinterpretAsInts().max(lowBits).min(highBits).reinterpretAsFloats().intoArray(out, outAt);
    }

    /** Half a vector of one output. */
    private static void half(
            Window window,
            int startY,
            int startX,
            float[] in,
            int inAt,
            float[] panels,
            int panelAt,
            float[] bias,
            int biasAt,
            int lowBits,
            int highBits,
            float[] out,
            int outAt) {
        FloatVector sum = FloatVector.fromArray(SPECIES, bias, biasAt);
        for (int ky = window.firstTap(startY); ky < window.endTap(startY, window.height()); ky++) {
            for (int kx = window.firstTap(startX); kx < window.endTap(startX, window.width()); kx++) {
                int at = inAt + pixel(window, startY, startX, ky, kx);
                int taps = panelAt + (ky * window.kernel() + kx) * window.channels() * PANEL;
                for (int c = 0; c < window.channels(); c++) {
                    sum = FloatVector.broadcast(SPECIES, in[at + c])
                            .fma(FloatVector.fromArray(SPECIES, panels, taps + c * PANEL), sum);
                }
            }
        }
        sum.reinterpretAsInts().max(lowBits).min(highBits).reinterpretAsFloats().intoArray(out, outAt, FIRST_HALF);
    }

    /** A channel of one output. */
    private static float sum(
            Window window, int startY, int startX, float[] in, int inAt, float[] panels, int panelAt, float bias) {
        float sum = bias;
        for (int ky = window.firstTap(startY); ky < window.endTap(startY, window.height()); ky++) {
            for (int kx = window.firstTap(startX); kx < window.endTap(startX, window.width()); kx++) {
                int at = inAt + pixel(window, startY, startX, ky, kx);
                int taps = panelAt + (ky * window.kernel() + kx) * window.channels() * PANEL;
                for (int c = 0; c < window.channels(); c++) {
                    sum = Math.fma(in[at + c], panels[taps + c * PANEL], sum);
                }
            }
        }
        return sum;
    }

    /** Where the pixel under a tap begins. */
    private static int pixel(Window window, int startY, int startX, int ky, int kx) {
        int y = startY + ky * window.dilation();
        int x = startX + kx * window.dilation();
        return (y * window.width() + x) * window.channels();
    }
}
