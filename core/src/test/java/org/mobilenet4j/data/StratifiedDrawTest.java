package org.mobilenet4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mobilenet4j.io.InvalidInputException;

class StratifiedDrawTest {
    @Test
    void holdsOutTheFractionOfEachClass() {
        List<Sample> samples = samples(100, 40, 10);

        StratifiedDraw split = StratifiedDraw.stratified(samples, 0.2, 1);

        assertThat(validationPerClass(samples, split)).containsExactly(20, 8, 2);
    }

    @Test
    void putsEverySampleOnExactlyOneSideInAscendingOrder() {
        StratifiedDraw split = StratifiedDraw.stratified(samples(17, 5, 31), 0.3, 7);

        assertThat(split.train()).isSorted();
        assertThat(split.validation()).isSorted();
        assertThat(Stream.concat(split.train().stream(), split.validation().stream()))
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 53).boxed().toList());
    }

    @Test
    void keepsAImageOnEachSideOfASmallClassAndTrainsOnASingleOne() {
        List<Sample> samples = samples(1, 2, 3);

        assertThat(validationPerClass(samples, StratifiedDraw.stratified(samples, 0.01, 1)))
                .containsExactly(0, 1, 1);
        assertThat(validationPerClass(samples, StratifiedDraw.stratified(samples, 0.99, 1)))
                .containsExactly(0, 1, 2);
    }

    @Test
    void drawsTheSameForASeedAndAnotherForAnother() {
        List<Sample> samples = samples(50, 50);

        assertThat(StratifiedDraw.stratified(samples, 0.2, 5)).isEqualTo(StratifiedDraw.stratified(samples, 0.2, 5));
        assertThat(StratifiedDraw.stratified(samples, 0.2, 5)).isNotEqualTo(StratifiedDraw.stratified(samples, 0.2, 6));
    }

    /** Recorded figures stay comparable only while a seed means the same images. */
    @Test
    void drawsWhatItAlwaysDrew() {
        assertThat(StratifiedDraw.stratified(samples(10, 10), 0.3, 42).validation())
                .containsExactly(4, 6, 9, 11, 12, 13);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1, -0.2, 20, Double.NaN})
    void refusesAFractionThatIsNone(double fraction) {
        assertThatThrownBy(() -> StratifiedDraw.stratified(samples(10, 10), fraction, 1))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("the fraction to hold out is " + fraction
                        + "; expected more than 0 and less than 1, such as 0.2");
    }

    private static List<Sample> samples(int... perClass) {
        List<Sample> samples = new ArrayList<>();
        for (int label = 0; label < perClass.length; label++) {
            for (int i = 0; i < perClass[label]; i++) {
                samples.add(new Sample(label + "/" + i + ".jpg", label));
            }
        }
        return samples;
    }

    private static List<Integer> validationPerClass(List<Sample> samples, StratifiedDraw split) {
        Integer[] counts = new Integer[samples.getLast().label() + 1];
        Arrays.fill(counts, 0);
        split.validation().forEach(i -> counts[samples.get(i).label()]++);
        return List.of(counts);
    }
}
