package org.mobilenet4j.training.network;

import java.util.Arrays;

/** A gradient that each part sums over its own images. */
final class PartialGradient {
    private final float[][] parts;

    PartialGradient(int parts, int length) {
        this.parts = new float[parts][length];
    }

    float[] of(int part) {
        return parts[part];
    }

    void clear(int part) {
        Arrays.fill(parts[part], 0);
    }

    /** The sum over all parts in their order; uses the first part's memory. */
    float[] sum() {
        float[] sum = parts[0];
        for (int part = 1; part < parts.length; part++) {
            float[] term = parts[part];
            for (int i = 0; i < sum.length; i++) {
                sum[i] += term[i];
            }
        }
        return sum;
    }
}
