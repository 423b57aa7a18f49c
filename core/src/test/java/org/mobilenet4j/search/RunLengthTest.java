package org.mobilenet4j.search;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.mobilenet4j.training.Sampler;
import org.mobilenet4j.training.TrainerOptions;

class RunLengthTest {
    @Test
    void showsAsManyImagesAsFitTheTime() {
        // 100 seconds at a millisecond an image are 100,000 images: ten epochs of a fifth of 50,000.
        assertThat(RunLength.of(100, 1e-3, 50_000, 128)).isEqualTo(new RunLength(10, 10_000));
        assertThat(RunLength.of(100, 1e-3, 50_000, 128).images()).isEqualTo(100_000);
    }

    @Test
    void hasMoreEpochsWhereTenOfAllAreTooFew() {
        assertThat(RunLength.of(625, 1e-3, 50_000, 128)).isEqualTo(new RunLength(13, 48_077));
    }

    @Test
    void showsAtLeastTwoBatchesAnEpoch() {
        assertThat(RunLength.of(0.001, 1, 50_000, 128)).isEqualTo(new RunLength(10, 256));
        assertThat(RunLength.of(0.001, 1, 40, 128)).isEqualTo(new RunLength(10, 40));
    }

    @Test
    void isPartOfTheTrainersOptions() {
        TrainerOptions options = new RunLength(12, 500).applyTo(TrainerOptions.FINE_TUNING);

        assertThat(options.epochs()).isEqualTo(12);
        assertThat(options.sampler()).isEqualTo(new Sampler.Drawn(500));
    }
}
