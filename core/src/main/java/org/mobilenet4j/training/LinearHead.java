package org.mobilenet4j.training;

import org.mobilenet4j.kernel.KernelSelection;
import org.mobilenet4j.kernel.Kernels;
import org.mobilenet4j.tensor.Tensor;

/**
 * A classifier's matrix and bias. Immutable by custom: whoever made it does not change it any more.
 *
 * @param weight {@code classes x features}
 * @param bias {@code classes}
 */
public record LinearHead(Tensor weight, Tensor bias) {
    public int classes() {
        return weight.shape().extent(0);
    }

    public int features() {
        return weight.shape().extent(1);
    }

    /** The logits of one vector into {@code logits}. */
    void apply(Kernels kernels, float[] vector, float[] logits) {
        for (int c = 0; c < logits.length; c++) {
            logits[c] = bias.data()[c] + kernels.dot(weight.data(), c * vector.length, vector, 0, vector.length);
        }
    }

    /** The logits of one vector. */
    public float[] logits(float[] vector) {
        float[] logits = new float[classes()];
        apply(KernelSelection.chosen().kernels(), vector, logits);
        return logits;
    }

    static int largest(float[] logits) {
        return largest(logits, 0, logits.length);
    }

    /** The class with the largest logit of a row. */
    static int largest(float[] logits, int at, int classes) {
        int best = 0;
        for (int c = 1; c < classes; c++) {
            if (logits[at + c] > logits[at + best]) {
                best = c;
            }
        }
        return best;
    }

    LinearHead copy() {
        return new LinearHead(
                Tensor.of(weight.shape(), weight.data().clone()),
                Tensor.of(bias.shape(), bias.data().clone()));
    }
}
