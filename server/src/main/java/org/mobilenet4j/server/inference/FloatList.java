package org.mobilenet4j.server.inference;

import java.util.Arrays;

/** Numbers that come one after the other, up to a limit. */
final class FloatList {
    private final int limit;
    private float[] values = new float[64];
    private int size;

    FloatList(int limit) {
        this.limit = limit;
    }

    void add(double value) {
        float narrow = (float) value;
        if (!Float.isFinite(narrow)) {
            throw new BadInferenceException("data holds a number that is no finite FP32");
        }
        if (size == limit) {
            throw new BadInferenceException("data has more than the " + limit + " numbers that a request may have");
        }
        if (size == values.length) {
            values = Arrays.copyOf(values, (int) Math.min(limit, 2L * size));
        }
        values[size++] = narrow;
    }

    int size() {
        return size;
    }

    float[] toArray() {
        return size == values.length ? values : Arrays.copyOf(values, size);
    }
}
