package org.mobilenet4j.training;

import java.util.Collections;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * How many of a network's first layers, in the order of its nodes, stay as they are; they may become fewer
 * as the run goes on (progressive unfreezing, Howard and Ruder 2018). Immutable;
 * {@code Freezing.first(17).from(3, 14).from(5, 0)}.
 *
 * @param layers how many, by the epoch from which on; epochs count from 1
 */
public record Freezing(NavigableMap<Integer, Integer> layers) {
    /** Every layer learns. */
    public static final Freezing NONE = first(0);

    public Freezing {
        int before = Integer.MAX_VALUE;
        for (Map.Entry<Integer, Integer> entry : layers.entrySet()) {
            if (entry.getValue() < 0 || entry.getValue() >= before) {
                throw new IllegalArgumentException(
                        "frozen layers by epoch are " + layers + ", expected ever fewer, and in the end 0 or more");
            }
            before = entry.getValue();
        }
        if (layers.isEmpty() || layers.firstKey() != 1) {
            throw new IllegalArgumentException("frozen layers by epoch are " + layers + ", expected some for epoch 1");
        }
        layers = Collections.unmodifiableNavigableMap(new TreeMap<>(layers));
    }

    /** As many in every epoch. */
    public static Freezing first(int layers) {
        return new Freezing(new TreeMap<>(Map.of(1, layers)));
    }

    /** The same, but from an epoch on fewer. */
    public Freezing from(int epoch, int fewer) {
        NavigableMap<Integer, Integer> changed = new TreeMap<>(layers);
        changed.put(epoch, fewer);
        return new Freezing(changed);
    }

    /** How many are frozen in an epoch. */
    public int in(int epoch) {
        return layers.floorEntry(epoch).getValue();
    }
}
