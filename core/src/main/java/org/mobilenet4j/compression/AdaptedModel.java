package org.mobilenet4j.compression;

import java.util.List;

/**
 * The result of an adaptation.
 *
 * @param compressed the final model; its steps are all that were kept, of which those of {@code points} were fine-tuned to
 *     the end
 * @param latencies how many different steps of networks were measured
 * @param points indexes into the steps
 */
public record AdaptedModel(CompressedModel compressed, int latencies, List<Integer> points) {
    public AdaptedModel {
        points = List.copyOf(points);
    }
}
