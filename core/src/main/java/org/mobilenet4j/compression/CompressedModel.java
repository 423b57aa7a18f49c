package org.mobilenet4j.compression;

import java.util.List;
import org.mobilenet4j.Model;

/**
 * A smaller model and how it came to be.
 *
 * @param whole what the run began with
 * @param model the smaller model, with an account of the run
 * @param steps the whole model first
 * @param measuredMillis the latencies of both, whole calls by turns, the whole model's first
 * @param groups how many channels each group had and has
 * @param removedBlocks by {@link org.mobilenet4j.architecture.Location#module}
 * @param validationImages that accuracies are of
 */
public record CompressedModel(
        Model whole,
        Model model,
        List<CompressionStep> steps,
        double[] measuredMillis,
        List<GroupChange> groups,
        List<String> removedBlocks,
        int validationImages,
        double seconds) {
    /** How many channels a group had, and has; 0 where its block went. */
    public record GroupChange(String group, int before, int after) {}

    public CompressedModel {
        steps = List.copyOf(steps);
        groups = List.copyOf(groups);
        removedBlocks = List.copyOf(removedBlocks);
    }

    public CompressionStep first() {
        return steps.getFirst();
    }

    public CompressionStep last() {
        return steps.getLast();
    }
}
