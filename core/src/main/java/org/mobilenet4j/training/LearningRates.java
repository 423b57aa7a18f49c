package org.mobilenet4j.training;

import org.mobilenet4j.architecture.ParameterId;

/**
 * A learning rate for each part of a network: a trunk that knows images already moves less than a head that is new.
 *
 * @param trunk of all layers but the head
 * @param head of the classifier, or of what makes a trunk a detector or a segmentation network
 */
public record LearningRates(double trunk, double head) {
    public LearningRates {
        if (!(trunk >= 0) || !(head >= 0)) {
            throw new IllegalArgumentException(
                    "learning rates are " + trunk + " and " + head + ", expected each to be at least 0");
        }
    }

    /** One rate for the whole network. */
    public static LearningRates same(double rate) {
        return new LearningRates(rate, rate);
    }

    /** Both rates times a factor. */
    public LearningRates times(double factor) {
        return new LearningRates(trunk * factor, head * factor);
    }

    double of(ParameterId id) {
        return id.location().isInHead() ? head : trunk;
    }
}
