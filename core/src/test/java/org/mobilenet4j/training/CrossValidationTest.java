package org.mobilenet4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.mobilenet4j.parallel.Workers;

class CrossValidationTest {
    private static final int EXAMPLES = 60;

    /** Two clouds, far apart; the label of example 0 is wrong. */
    private static LabelledFeatures clouds() {
        SplittableRandom random = new SplittableRandom(3);
        List<float[]> vectors = new ArrayList<>();
        List<Integer> labels = new ArrayList<>();
        for (int i = 0; i < EXAMPLES; i++) {
            int cloud = i % 2;
            vectors.add(new float[] {
                (float) (3 * cloud + random.nextDouble()), (float) (3 - 3 * cloud + random.nextDouble()), 1
            });
            labels.add(i == 0 ? 1 : cloud);
        }
        return new LabelledFeatures(vectors, labels);
    }

    private static List<Integer> alone() {
        return IntStream.range(0, EXAMPLES).boxed().toList();
    }

    @Test
    void judgesEachExampleByHeadsThatDidNotLearnFromIt() {
        List<float[]> probabilities = new CrossValidation(5, 1).probabilities(clouds(), alone(), 2, new Workers(2));

        assertThat(probabilities.getFirst()[0]).isGreaterThan(0.8f);
        for (int i = 1; i < EXAMPLES; i++) {
            assertThat(probabilities.get(i)[i % 2]).as("example " + i).isGreaterThan(0.8f);
            assertThat(probabilities.get(i)[0] + probabilities.get(i)[1]).isCloseTo(1, within(1e-5f));
        }
    }

    @Test
    void theSameSeedGivesTheSameAnswersOnAnyNumberOfThreads() {
        List<float[]> one = new CrossValidation(3, 7).probabilities(clouds(), alone(), 2, Workers.CALLER);
        List<float[]> two = new CrossValidation(3, 7).probabilities(clouds(), alone(), 2, new Workers(2));

        for (int i = 0; i < EXAMPLES; i++) {
            assertThat(two.get(i)).isEqualTo(one.get(i));
        }
    }

    @Test
    void aGroupIsJudgedByAHeadThatLearnedFromNoneOfIt() {
        // All of the second cloud in one group: whoever judges it has never seen its class.
        List<Integer> groups = IntStream.range(0, EXAMPLES)
                .map(i -> i % 2 == 1 ? 1000 : i)
                .boxed()
                .toList();
        List<float[]> vectors = clouds().vectors();
        List<Integer> labels =
                IntStream.range(0, EXAMPLES).map(i -> i % 2).boxed().toList();

        List<float[]> probabilities = new CrossValidation(2, 1)
                .probabilities(new LabelledFeatures(vectors, labels), groups, 2, Workers.CALLER);

        assertThat(probabilities.get(1)[1]).isLessThan(0.5f);
        assertThatThrownBy(() -> new CrossValidation(1, 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
