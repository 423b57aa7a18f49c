package org.mobilenet4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SamplerTest {
    /** Nine of the first class, two of the second, one of the fourth, none of the third. */
    private static final TrainingExamples<Integer> EXAMPLES = new LabelledInputs(
            IntStream.range(0, 12).mapToObj(i -> new float[1]).toList(), List.of(0, 0, 0, 1, 0, 0, 3, 0, 0, 1, 0, 0));

    @Test
    void showsEveryExampleOnceInAnotherOrderEachTime() {
        SplittableRandom random = new SplittableRandom(2);
        int[] first = new Sampler.Repeated(1).order(EXAMPLES, random);

        assertThat(first)
                .containsExactlyInAnyOrder(IntStream.range(0, 12).toArray())
                .isNotEqualTo(new Sampler.Repeated(1).order(EXAMPLES, random));
        assertThat(new Sampler.Repeated(1).order(EXAMPLES, new SplittableRandom(2)))
                .isEqualTo(first);
    }

    @Test
    void repeats() {
        Sampler thrice = new Sampler.Repeated(3);

        assertThat(thrice.length(EXAMPLES.size())).isEqualTo(36);
        assertThat(Arrays.stream(thrice.order(EXAMPLES, new SplittableRandom(2)))
                        .boxed()
                        .collect(Collectors.groupingBy(i -> i, Collectors.counting())))
                .hasSize(12)
                .allSatisfy((example, times) -> assertThat(times).isEqualTo(3));
    }

    @Test
    void drawsSomeOtherOnesInEachEpoch() {
        Sampler drawn = new Sampler.Drawn(5);
        SplittableRandom random = new SplittableRandom(2);
        int[] first = drawn.order(EXAMPLES, random);

        assertThat(drawn.length(12)).isEqualTo(5);
        assertThat(drawn.length(3)).isEqualTo(3);
        assertThat(first).hasSize(5).doesNotHaveDuplicates();
        assertThat(drawn.order(EXAMPLES, random)).hasSize(5).isNotEqualTo(first);
        assertThatThrownBy(() -> new Sampler.Drawn(0)).hasMessage("count is 0, expected at least 1");
    }

    @Test
    void takesAsManyOfEachPartOfASet() {
        Sampler sharded = new Sampler.Sharded(List.of(5, 3, 4), 6);

        int[] order = sharded.order(EXAMPLES, new SplittableRandom(2));

        assertThat(order).hasSize(9).hasSize(sharded.length(12)).doesNotHaveDuplicates();
        assertThat(Arrays.stream(order).map(i -> i < 5 ? 0 : i < 8 ? 1 : 2)).containsExactly(0, 0, 1, 1, 2, 2, 0, 1, 2);
        assertThatThrownBy(() -> new Sampler.Sharded(List.of(5, 3, 4), 8))
                .hasMessage("batchSize is 8, expected a multiple of the 3 parts of the examples");
    }

    @Test
    void balancesTheClassesAndRepeatsNoExampleBeforeAllWereShown() {
        int[] order = new Sampler.ClassBalanced().order(EXAMPLES, new SplittableRandom(2));

        assertThat(order).hasSize(12);
        assertThat(Arrays.stream(order).boxed().collect(Collectors.groupingBy(EXAMPLES::label, Collectors.counting())))
                .containsOnlyKeys(0, 1, 3)
                .allSatisfy((label, times) -> assertThat(times).isEqualTo(4));
        assertThat(Arrays.stream(order).filter(i -> EXAMPLES.label(i) == 0).distinct())
                .hasSize(4);
        assertThat(Arrays.stream(order).filter(i -> i == 3)).hasSize(2);
    }
}
