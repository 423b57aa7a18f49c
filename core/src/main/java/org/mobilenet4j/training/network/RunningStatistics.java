package org.mobilenet4j.training.network;

import static org.mobilenet4j.architecture.ParameterId.Kind.NORM_BATCHES;
import static org.mobilenet4j.architecture.ParameterId.Kind.NORM_MEAN;
import static org.mobilenet4j.architecture.ParameterId.Kind.NORM_VARIANCE;

import org.mobilenet4j.architecture.Location;
import org.mobilenet4j.parameters.Parameters;

/**
 * The mean and variance that batch norm keeps for inference, moved by each batch as PyTorch does it: by the momentum, and
 * the variance counted as of a sample, with {@code count - 1}.
 */
final class RunningStatistics {
    private final float[] mean;
    private final float[] variance;
    private final float[] batches;
    private final double momentum;

    RunningStatistics(Parameters parameters, Location location, double momentum) {
        this.mean = parameters.get(location, NORM_MEAN).data();
        this.variance = parameters.get(location, NORM_VARIANCE).data();
        this.batches = parameters.get(location, NORM_BATCHES).data();
        this.momentum = momentum;
    }

    double mean(int channel) {
        return mean[channel];
    }

    double variance(int channel) {
        return variance[channel];
    }

    /** Moves one channel towards a batch's statistics over {@code count} values. */
    void move(int channel, double batchMean, double batchVariance, long count) {
        double unbiased = batchVariance * count / (count - 1);
        mean[channel] = (float) ((1 - momentum) * mean[channel] + momentum * batchMean);
        variance[channel] = (float) ((1 - momentum) * variance[channel] + momentum * unbiased);
    }

    void countBatch() {
        batches[0]++;
    }
}
