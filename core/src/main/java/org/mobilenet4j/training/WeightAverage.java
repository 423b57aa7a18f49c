package org.mobilenet4j.training;

import org.mobilenet4j.architecture.ParameterId;
import org.mobilenet4j.parameters.Parameters;
import org.mobilenet4j.tensor.Tensor;

/**
 * An exponential moving average of a network's parameters and running statistics, which generalises better than where
 * the last steps happen to end (Polyak and Juditsky 1992; Izmailov et al. 2018).
 */
final class WeightAverage {
    private final Parameters trained;
    private final Parameters average;
    private final double decay;

    /**
     * An average that begins at what the parameters are.
     *
     * @param decay the share that the average keeps in each step, once it has seen many
     */
    WeightAverage(Parameters trained, double decay) {
        this.trained = trained;
        this.average = trained.copy();
        this.decay = decay;
    }

    Parameters parameters() {
        return average;
    }

    /**
     * Takes in the parameters as they are after a step. The first steps weigh more, as TensorFlow's average has it, so that
     * it soon forgets where the run began.
     *
     * @param step counted from 1
     */
    void take(long step) {
        double kept = Math.min(decay, (1.0 + step) / (10.0 + step));
        trained.tensors().forEach((id, tensor) -> {
            Tensor averaged = average.get(id.location(), id.kind());
            move(averaged.data(), tensor.data(), id.kind() == ParameterId.Kind.NORM_BATCHES ? 1 : (float) (1 - kept));
        });
    }

    private static void move(float[] average, float[] now, float share) {
        for (int i = 0; i < average.length; i++) {
            average[i] += share * (now[i] - average[i]);
        }
    }
}
