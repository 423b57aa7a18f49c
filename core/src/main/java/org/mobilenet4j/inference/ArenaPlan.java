package org.mobilenet4j.inference;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.mobilenet4j.kernel.CacheLines;

/**
 * Where each value of a plan lies in one array, so that values which are never alive together share floats.
 *
 * @param offsets the first float of each value, by its id
 * @param length of the array in floats
 */
record ArenaPlan(int[] offsets, int length) {
    /** A value's life: from the step that writes it to the last that reads it. */
    record Life(Value value, int firstStep, int lastStep) {
        boolean overlaps(Life other) {
            return firstStep <= other.lastStep && other.firstStep <= lastStep;
        }
    }

    /** Places the largest values first, each at the lowest offset where nothing alive with it lies. */
    static ArenaPlan of(List<Life> lives) {
        int[] offsets = new int[lives.size()];
        List<Life> placed = new ArrayList<>();
        int length = 0;
        List<Life> largestFirst = lives.stream()
                .sorted(Comparator.comparingInt((Life life) -> life.value.length())
                        .reversed())
                .toList();
        for (Life life : largestFirst) {
            int offset = CacheLines.FIRST;
            for (Life other : placed) { // in the order of offsets
                int otherAt = offsets[other.value.id()];
                if (life.overlaps(other) && offset < otherAt + other.value.length()) {
                    if (offset + life.value.length() <= otherAt) {
                        break;
                    }
                    offset = CacheLines.from(otherAt + other.value.length());
                }
            }
            offsets[life.value.id()] = offset;
            placed.add(life);
            placed.sort(Comparator.comparingInt(other -> offsets[other.value.id()]));
            length = Math.max(length, offset + life.value.length());
        }
        return new ArenaPlan(offsets, length);
    }
}
