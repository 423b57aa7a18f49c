package org.mobilenet4j.training;

import org.mobilenet4j.architecture.MapShape;
import org.mobilenet4j.parallel.Workers;
import org.mobilenet4j.parameters.Parameters;

/**
 * How good a network is on examples that it does not learn from.
 *
 * @param <T> what an example should give
 */
public interface Metric<T> {
    /**
     * Figures over the examples.
     *
     * @param loss mean, without smoothing
     * @param score what decides which epoch is kept, the larger the better: of classes the top-1 accuracy, 0 to 1
     */
    record Figures(double loss, double score) {}

    /** What the network makes of the examples, by the inference engine. */
    Figures of(Parameters parameters, MapShape input, TrainingExamples<T> examples, Workers workers);
}
