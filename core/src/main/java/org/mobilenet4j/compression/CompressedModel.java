package org.mobilenet4j.compression;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.Model;
import org.mobilenet4j.architecture.MapShape;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.inference.Compiler;
import org.mobilenet4j.latency.LatencyComparison;
import org.mobilenet4j.parallel.Workers;
import org.mobilenet4j.parameters.Parameters;
import org.mobilenet4j.pruning.ChannelGroup;
import org.mobilenet4j.pruning.ChannelGroups;

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

    /**
     * What a run came to; measures both models' latencies.
     *
     * @param smaller what is left of the whole model
     * @param run the verb and its options, for the model's account
     * @param latencyThreads that an image is measured on
     */
    static CompressedModel of(
            Model whole,
            Parameters smaller,
            List<CompressionStep> steps,
            Map<String, ? extends @Nullable Object> run,
            int latencyThreads,
            int validationImages,
            double seconds) {
        MapShape input = whole.inputShape();
        Workers workers = new Workers(latencyThreads);
        double[] measured = LatencyComparison.medianMillis(List.of(
                Compiler.compile(whole.parameters(), input.height(), input.width())
                        .on(workers),
                Compiler.compile(smaller, input.height(), input.width()).on(workers)));
        Map<String, @Nullable Object> account = new LinkedHashMap<>(run);
        account.put("made_from", whole.name());
        account.put("millis_before", measured[0]);
        account.put("millis_after", measured[1]);
        account.put("multiply_adds_before", (double) steps.getFirst().costs().multiplyAdds());
        account.put("multiply_adds_after", (double) steps.getLast().costs().multiplyAdds());
        account.put("parameters_before", (double) steps.getFirst().costs().parameters());
        account.put("parameters_after", (double) steps.getLast().costs().parameters());
        account.put("top1_before", steps.getFirst().accuracy());
        account.put("top1", steps.getLast().accuracy());
        List<String> left = smaller.network().modules();
        return new CompressedModel(
                whole,
                whole.with(parameters -> smaller).withRun(account),
                steps,
                measured,
                changes(whole.network(), smaller.network()),
                whole.network().modules().stream()
                        .filter(module -> !left.contains(module))
                        .toList(),
                validationImages,
                seconds);
    }

    private static List<GroupChange> changes(Network before, Network after) {
        List<ChannelGroup> left = ChannelGroups.of(after);
        return ChannelGroups.of(before).stream()
                .map(group -> new GroupChange(
                        group.name(),
                        group.channels(),
                        left.stream()
                                .filter(other -> other.name().equals(group.name()))
                                .mapToInt(ChannelGroup::channels)
                                .findFirst()
                                .orElse(0)))
                .toList();
    }

    public CompressionStep first() {
        return steps.getFirst();
    }

    public CompressionStep last() {
        return steps.getLast();
    }
}
