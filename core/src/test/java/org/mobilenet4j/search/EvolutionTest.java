package org.mobilenet4j.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.mobilenet4j.architecture.Options;

class EvolutionTest {
    private static final SearchSpace SPACE = SearchSpace.mobileNetV3(Options.DEFAULT);

    @Test
    void keepsToTheLimitAndNeverAsksTwice() {
        List<Candidate> found = new Evolution(20, 5, 0.1, 300, 1).run(SPACE, 60, ToyObjective.INSTANCE);

        assertThat(found).hasSize(300).allMatch(each -> each.millis() <= 60);
        assertThat(new HashSet<>(found)).hasSize(300);
    }

    @Test
    void findsTheBestWithinTheLimit() {
        // Every network of the tiny space, by hand.
        List<Integer> sizes = TinySpace.SPACE.sizes();
        double limit = 22;
        double best = 0;
        for (int code = 0; code < 1 << sizes.size(); code++) {
            int bits = code;
            SubNetwork network = TinySpace.SPACE.subNetwork(IntStream.range(0, sizes.size())
                    .mapToObj(i -> bits >> i & 1)
                    .toList());
            if (ToyObjective.INSTANCE.millis(network) <= limit) {
                best = Math.max(best, ToyObjective.INSTANCE.accuracy(network));
            }
        }

        List<Candidate> found = new Evolution(20, 5, 0.1, 400, 1).run(TinySpace.SPACE, limit, ToyObjective.INSTANCE);

        assertThat(found.stream().mapToDouble(Candidate::accuracy).max().orElse(0))
                .isEqualTo(best);
    }

    @Test
    void isFarBetterThanDrawingAtRandom() {
        double evolved = best(new Evolution(50, 10, 0.1, 400, 1));
        double drawn = best(new Evolution(400, 10, 0.1, 400, 1));

        assertThat(evolved).isGreaterThan(drawn + 0.02);
    }

    private static double best(Evolution evolution) {
        return evolution.run(SPACE, 60, ToyObjective.INSTANCE).stream()
                .max(Comparator.comparingDouble(Candidate::accuracy))
                .orElseThrow()
                .accuracy();
    }

    @Test
    void aSeedGivesTheSameAgain() {
        Evolution evolution = new Evolution(10, 3, 0.2, 60, 5);
        assertThat(evolution.run(SPACE, 60, ToyObjective.INSTANCE))
                .isEqualTo(evolution.run(SPACE, 60, ToyObjective.INSTANCE));
    }

    @Test
    void endsWhereNothingFits() {
        assertThat(new Evolution(10, 3, 0.2, 60, 5).run(SPACE, 0, ToyObjective.INSTANCE))
                .isEmpty();
    }
}
