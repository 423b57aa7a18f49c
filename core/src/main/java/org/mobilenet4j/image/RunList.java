package org.mobilenet4j.image;

import java.util.Arrays;

/** Runs as they are written, outside first: a run of the kind of the last is added to it. */
final class RunList {
    private int[] runs = new int[8];
    private int size = 1;

    void add(boolean isInside, int length) {
        if (length == 0) {
            return;
        }
        if (isInside != (size % 2 == 0)) {
            if (size == runs.length) {
                runs = Arrays.copyOf(runs, 2 * size);
            }
            size++;
        }
        runs[size - 1] += length;
    }

    int[] toArray() {
        return Arrays.copyOf(runs, size);
    }
}
