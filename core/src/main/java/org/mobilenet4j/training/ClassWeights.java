package org.mobilenet4j.training;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/** How much the classes count in the loss. */
public sealed interface ClassWeights {
    /** One for each class. */
    List<Double> of(TrainingExamples<?> examples, int classes);

    /** All alike. */
    record Even() implements ClassWeights {
        @Override
        public List<Double> of(TrainingExamples<?> examples, int classes) {
            return Collections.nCopies(classes, 1.0);
        }
    }

    /** The rarer, the more, so that all classes come to the same: see {@link BatchLoss#balancedWeights}. */
    record InverseFrequency() implements ClassWeights {
        @Override
        public List<Double> of(TrainingExamples<?> examples, int classes) {
            int[] counts = new int[classes];
            IntStream.range(0, examples.size()).forEach(i -> counts[examples.label(i)]++);
            return BatchLoss.balancedWeights(counts);
        }
    }

    /**
     * As they are given.
     *
     * @param weights one above 0 for each class
     */
    record Given(List<Double> weights) implements ClassWeights {
        public Given {
            weights = List.copyOf(weights);
        }

        @Override
        public List<Double> of(TrainingExamples<?> examples, int classes) {
            if (weights.size() != classes) {
                throw new IllegalArgumentException(weights.size() + " class weights for " + classes + " classes");
            }
            return weights;
        }
    }
}
