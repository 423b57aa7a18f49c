package org.mobilenet4j.search;

import org.mobilenet4j.training.Sampler;
import org.mobilenet4j.training.TrainerOptions;

/**
 * A run that takes a given time: as many images as fit, in ten epochs of a part of the examples, or more epochs of all.
 *
 * @param imagesPerEpoch how many an epoch shows
 */
record RunLength(int epochs, int imagesPerEpoch) {
    /** Enough for a schedule's and an input limit's shares of the epochs to be what they say. */
    static final int LEAST_EPOCHS = 10;

    /** As many images as {@code seconds} allow at a pace. */
    static RunLength of(double seconds, double secondsPerImage, int examples, int batchSize) {
        double images = seconds / secondsPerImage;
        int epochs = (int) Math.max(LEAST_EPOCHS, Math.ceil(images / examples));
        int least = Math.min(2 * batchSize, examples);
        return new RunLength(epochs, Math.clamp(Math.round(images / epochs), least, examples));
    }

    long images() {
        return (long) epochs * imagesPerEpoch;
    }

    TrainerOptions applyTo(TrainerOptions options) {
        return options.with(change -> change.epochs(epochs).sampler(new Sampler.Drawn(imagesPerEpoch)));
    }
}
