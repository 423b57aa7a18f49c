package org.mobilenet4j.kernel.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;
import org.mobilenet4j.kernel.Patches;
import org.mobilenet4j.kernel.Window;

/**
 * The windows of a row of outputs, gathered. A row of a window lies together in the map, and most windows lie in it as a
 * whole: these are copied by vectors, the last of which overlaps the one before.
 */
final class SimdPatches {
    private static final VectorSpecies<Float> SPECIES = MachineVectors.SPECIES;
    private static final int LANES = SPECIES.length();

    /** A row of a 3 x 3 window of colours; vectors of 512 bits hold more, and a mask that is no constant may become an object. */
    private static final int RGB = 3 * 3;

    private static final VectorMask<Float> FIRST = SPECIES.indexInRange(0, RGB);

    private SimdPatches() {}

    static void patches(Window window, int outRow, float[] in, int inAt, float[] rows, int rowsAt) {
        int length = Patches.length(window);
        int startY = outRow * window.stride() - window.top();
        boolean isInside = startY >= 0 && startY + window.kernel() <= window.height() && window.dilation() == 1;
        int from = isInside ? window.firstInside() : window.outWidth();
        int end = isInside ? window.endInside() : window.outWidth();
        for (int x = 0; x < window.outWidth(); x++) {
            if (x < from || x >= end) {
                Patches.gather(window, outRow, x, in, inAt, rows, rowsAt + x * length);
            }
        }
        int step = window.stride() * window.channels();
        int rowFloats = window.width() * window.channels();
        int stretch = window.kernel() * window.channels();
        int firstAt = inAt + startY * rowFloats - window.left() * window.channels();
        for (int ky = 0; ky < window.kernel() && from < end; ky++) {
            int at = firstAt + ky * rowFloats + from * step;
            int to = rowsAt + from * length + ky * stretch;
            copy(end - from, stretch, in, at, step, rows, to, length);
        }
    }

    /** Copies {@code length} floats {@code count} times. */
    private static void copy(
            int count, int length, float[] in, int inAt, int inStep, float[] out, int outAt, int outStep) {
        int last = length - LANES;
        if (last >= 0 && last <= LANES) { // a loop over one vector would take twice the time
            for (int i = 0; i < count; i++) {
                int from = inAt + i * inStep;
                int to = outAt + i * outStep;
                FloatVector.fromArray(SPECIES, in, from).intoArray(out, to);
                FloatVector.fromArray(SPECIES, in, from + last).intoArray(out, to + last);
            }
        } else if (last > 0) {
            for (int i = 0; i < count; i++) {
                int from = inAt + i * inStep;
                int to = outAt + i * outStep;
                for (int v = 0; v < last; v += LANES) {
                    FloatVector.fromArray(SPECIES, in, from + v).intoArray(out, to + v);
                }
                FloatVector.fromArray(SPECIES, in, from + last).intoArray(out, to + last);
            }
        } else if (length == RGB) {
            for (int i = 0; i < count; i++) {
                FloatVector.fromArray(SPECIES, in, inAt + i * inStep, FIRST).intoArray(out, outAt + i * outStep, FIRST);
            }
        } else {
            for (int i = 0; i < count; i++) {
                for (int j = 0; j < length; j++) {
                    out[outAt + i * outStep + j] = in[inAt + i * inStep + j];
                }
            }
        }
    }
}
