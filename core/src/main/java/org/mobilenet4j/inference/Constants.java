package org.mobilenet4j.inference;

import java.util.Arrays;
import org.mobilenet4j.kernel.CacheLines;

/** Gathers packed weights and biases into one array; each part starts on a cache line as far as an array can. */
final class Constants {
    private float[] floats = new float[1 << 16];
    private int used = CacheLines.FIRST;

    /** Makes room for {@code length} zeros and says where they start. */
    int reserve(int length) {
        int at = CacheLines.from(used);
        int end = Math.addExact(at, length);
        if (end > floats.length) {
            floats = Arrays.copyOf(floats, Math.max(end, (int) Math.min(Integer.MAX_VALUE - 8L, floats.length * 2L)));
        }
        used = end;
        return at;
    }

    /** The array as it is now; another one after the next {@link #reserve}. */
    float[] floats() {
        return floats;
    }

    /** All of it, without room for more. */
    float[] trimmed() {
        if (floats.length > used) {
            floats = Arrays.copyOf(floats, used);
        }
        return floats;
    }
}
