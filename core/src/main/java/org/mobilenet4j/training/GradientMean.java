package org.mobilenet4j.training;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.mobilenet4j.architecture.ParameterId;
import org.mobilenet4j.training.network.Gradients;

/**
 * The mean of several batches' gradients, each counted by its weight: the gradient of one batch of all their examples.
 * Takes memory once it has seen a first batch.
 */
final class GradientMean {
    private final Map<ParameterId, float[]> sums = new HashMap<>();
    private double weight;

    void add(Gradients gradients, double batchWeight) {
        weight += batchWeight;
        gradients.arrays().forEach((id, gradient) -> {
            float[] sum = sums.computeIfAbsent(id, first -> new float[gradient.length]);
            for (int i = 0; i < sum.length; i++) {
                sum[i] += (float) batchWeight * gradient[i];
            }
        });
    }

    /** Overwrites the last batch's gradients by the mean, and begins anew. */
    void moveTo(Gradients gradients) {
        float factor = (float) (1 / weight);
        gradients.arrays().forEach((id, gradient) -> {
            float[] sum = Objects.requireNonNull(sums.get(id));
            for (int i = 0; i < sum.length; i++) {
                gradient[i] = factor * sum[i];
            }
            Arrays.fill(sum, 0);
        });
        weight = 0;
    }
}
