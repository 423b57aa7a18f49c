package org.mobilenet4j.training.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.mobilenet4j.architecture.Location;

/**
 * Which maps are computed again where they are read, in place of being kept from forward to backward: activation
 * checkpointing (Chen et al. 2016, "Training deep nets with sublinear memory cost"). It is for the outputs of pointwise
 * convolutions that only a depthwise one reads, such as the expansions of inverted residuals, which are the widest maps.
 * Gradients, statistics and weights come out the same to the bit.
 */
public enum Recomputation {
    /** All maps are kept. */
    NONE,
    /** As few as let a step fit the heap that is free when the network is made, the widest first. */
    AUTO,
    /** All that can be: the least memory, and the most arithmetic. */
    ALL;

    /**
     * The values that are not kept.
     *
     * @param candidates the bytes that each would take, the widest first
     * @param bytes what all takes if all are kept
     * @param freeBytes what there is
     */
    List<Location> choose(SequencedMap<Location, Long> candidates, long bytes, long freeBytes) {
        List<Location> chosen = new ArrayList<>();
        long needed = bytes;
        for (Map.Entry<Location, Long> candidate : candidates.entrySet()) {
            if (this == ALL || (this == AUTO && needed > freeBytes)) {
                chosen.add(candidate.getKey());
                needed -= candidate.getValue();
            }
        }
        return List.copyOf(chosen);
    }
}
