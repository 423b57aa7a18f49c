package org.mobilenet4j.training.network;

import org.mobilenet4j.quantization.FilterLevels;

/**
 * A filter and its bias as eight bits hold them, in arrays of their own: the optimiser moves the exact ones. Scales follow the
 * weights, none of which is ever cut off, so that every gradient passes as it is.
 */
final class RoundedFilter {
    private final float[] exactWeight;
    private final float[] exactBias;
    private final float inputScale;
    private final float[] weight;
    private final float[] bias;

    RoundedFilter(float[] exactWeight, float[] exactBias, float inputScale) {
        this.exactWeight = exactWeight;
        this.exactBias = exactBias;
        this.inputScale = inputScale;
        this.weight = new float[exactWeight.length];
        this.bias = new float[exactBias.length];
    }

    /** Rounds what the optimiser left. */
    void round() {
        FilterLevels.of(exactWeight, exactBias, inputScale).dequantize(weight, bias);
    }

    /** As of the last {@link #round}. */
    float[] weight() {
        return weight;
    }

    /** As of the last {@link #round}. */
    float[] bias() {
        return bias;
    }
}
