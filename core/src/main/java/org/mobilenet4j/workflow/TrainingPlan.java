package org.mobilenet4j.workflow;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.augmentation.Augmentation;
import org.mobilenet4j.data.ImageStore;
import org.mobilenet4j.quantization.RangeMethod;
import org.mobilenet4j.training.HeadOptions;
import org.mobilenet4j.training.StemWhitening;
import org.mobilenet4j.training.TrainerOptions;

/** Which layers of a network learn, and how. */
public sealed interface TrainingPlan {
    /**
     * A new linear classifier over a frozen trunk: every image passes the network once, and the classifier is fitted to the
     * vectors that come out. Minutes become seconds; but the classifier can only use what the trunk already sees.
     */
    record HeadPlan(HeadOptions options) implements TrainingPlan {
        @Override
        public long seed() {
            return options.seed();
        }
    }

    /**
     * Every layer that the options do not freeze. Images are decoded once and kept, those to learn from shrunk to what the
     * preprocessing resizes to; each epoch sees them changed anew.
     *
     * @param store where decoded images are kept
     * @param whitensStem whether the stem's filters are replaced by those of {@link StemWhitening} first: for fresh weights
     * @param distillation from which model it learns beside the labels, or null for the labels alone
     * @param int8 how the ranges of values are found in which the network learns to compute with eight bits; null to learn
     *     with floats
     */
    record NetworkPlan(
            TrainerOptions options,
            Augmentation augmentation,
            ImageStore store,
            boolean whitensStem,
            @Nullable Distillation distillation,
            @Nullable RangeMethod int8)
            implements TrainingPlan {
        /** With floats, from the labels alone. */
        public NetworkPlan(TrainerOptions options, Augmentation augmentation, ImageStore store, boolean whitensStem) {
            this(options, augmentation, store, whitensStem, null, null);
        }

        /** With decoded images in memory, and the stem as it is. */
        public NetworkPlan(TrainerOptions options, Augmentation augmentation) {
            this(options, augmentation, ImageStore.MEMORY, false);
        }

        /** The same with a teacher, or without. */
        public NetworkPlan withDistillation(@Nullable Distillation value) {
            return new NetworkPlan(options, augmentation, store, whitensStem, value, int8);
        }

        /** The same but for what {@code change} sets in the options. */
        public NetworkPlan with(Consumer<TrainerOptions.Changes> change) {
            return new NetworkPlan(options.with(change), augmentation, store, whitensStem, distillation, int8);
        }

        @Override
        public long seed() {
            return options.seed();
        }
    }

    /** Decides whatever is random. */
    long seed();
}
