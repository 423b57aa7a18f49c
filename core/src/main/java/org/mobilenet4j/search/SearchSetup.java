package org.mobilenet4j.search;

import java.nio.file.Path;
import org.mobilenet4j.Variant;
import org.mobilenet4j.architecture.MapShape;
import org.mobilenet4j.image.Preprocessing;
import org.mobilenet4j.parallel.Workers;
import org.mobilenet4j.parameters.Parameters;
import org.mobilenet4j.training.Accuracy;
import org.mobilenet4j.training.TrainerOptions;
import org.mobilenet4j.training.TrainingExamples;
import org.mobilenet4j.workflow.WorkflowListener;

/**
 * What the stages of a search have in common.
 *
 * @param folder for all that the run keeps
 * @param isResumed whether the folder is another's start
 * @param options of every training, but for its length and seed
 * @param small V3-Small, from which the space has its options
 * @param v2 V2 of the full width
 */
record SearchSetup(
        SearchSettings settings,
        Path folder,
        boolean isResumed,
        TrainerOptions options,
        Preprocessing preprocessing,
        SearchSpace space,
        Variant small,
        Variant v2,
        SearchData data,
        Measurements measured,
        KeptLatencies latencies,
        Workers workers,
        WorkflowListener listener) {
    MapShape input() {
        return new MapShape(preprocessing.inputHeight(), preprocessing.inputWidth(), preprocessing.channels());
    }

    /** The highest latency that a network may have. */
    double limitMillis() {
        Double asked = settings.limitMillis();
        return asked != null ? asked : measured.of("limit_millis", () -> latencies.applyAsDouble(small.network()));
    }

    /** A run that takes so many minutes at a pace. */
    RunLength length(double minutes, double secondsPerImage) {
        return RunLength.of(60 * minutes, secondsPerImage, data.examples().size(), options.batchSize());
    }

    /** Top-1 of a network, 0 to 1. */
    double top1(Parameters parameters, TrainingExamples<Integer> examples) {
        return new Accuracy().of(parameters, input(), examples, workers).score();
    }
}
