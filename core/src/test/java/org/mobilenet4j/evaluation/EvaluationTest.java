package org.mobilenet4j.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Figures against those worked out by hand, or by what they are defined as. */
class EvaluationTest {
    @Test
    void judgesFourExamplesAsByHand() {
        // Softmax of (ln 1, ln 2, ln 5) is (1/8, 2/8, 5/8).
        float[] logits = {0, (float) Math.log(2), (float) Math.log(5)};
        Evaluation evaluation = Evaluation.of(new int[] {2, 1, 0, 2}, List.of(logits, logits, logits, logits));

        assertThat(evaluation.matrix().accuracy()).isEqualTo(0.5);
        assertThat(evaluation.top(1)).isEqualTo(0.5);
        assertThat(evaluation.top(2)).isEqualTo(0.75);
        assertThat(evaluation.top(3)).isEqualTo(1);
        assertThat(evaluation.loss())
                .isCloseTo(-(2 * Math.log(5.0 / 8) + Math.log(2.0 / 8) + Math.log(1.0 / 8)) / 4, within(1e-7));
        assertThat(evaluation.judgements().get(1).rank()).isEqualTo(1);
        assertThat(evaluation.judgements().get(1).confidence()).isCloseTo(0.625, within(1e-7));
        // All lie in one bin: said 5/8, right 4/8.
        assertThat(evaluation.calibration().expectedError()).isCloseTo(0.125, within(1e-7));
    }

    @Test
    void sortsConfidencesIntoFifteenBins() {
        List<Judgement> judgements =
                List.of(judgement(0.98, true), judgement(0.96, false), judgement(1.0, true), judgement(0.40, false));
        ReliabilityDiagram calibration = ReliabilityDiagram.of(judgements);

        assertThat(calibration.bins()).hasSize(15);
        assertThat(calibration.bins().get(14).count()).isEqualTo(3);
        assertThat(calibration.bins().get(5).count()).isEqualTo(1);
        // 3/4 of |0.98 - 2/3| and 1/4 of |0.40 - 0|.
        assertThat(calibration.expectedError()).isCloseTo(0.75 * (0.98 - 2.0 / 3) + 0.25 * 0.40, within(1e-12));
    }

    private static Judgement judgement(double confidence, boolean isRight) {
        return new Judgement(0, isRight ? 0 : 1, isRight ? 0 : 1, confidence, 1);
    }

    @Test
    void findsTheTemperatureThatOutputsWereMultipliedBy() {
        // Labels are drawn with the probabilities that logits give; a network three times too sure says 3 * logits.
        SplittableRandom random = new SplittableRandom(7);
        int examples = 20_000;
        int[] labels = new int[examples];
        List<float[]> sure = new ArrayList<>();
        for (int i = 0; i < examples; i++) {
            double gap = random.nextDouble(-3, 3);
            labels[i] = random.nextDouble() < 1 / (1 + Math.exp(-gap)) ? 0 : 1;
            sure.add(new float[] {(float) (3 * gap), 0});
        }

        Evaluation evaluation = Evaluation.of(labels, sure);

        assertThat(evaluation.scaling().temperature()).isCloseTo(3, within(0.15));
        assertThat(evaluation.calibration().expectedError()).isGreaterThan(0.1);
        assertThat(evaluation.scaling().calibration().expectedError()).isLessThan(0.02);
        assertThat(evaluation.scaling().loss()).isLessThan(evaluation.loss());
    }

    @Test
    void temperaturesHaveBounds() {
        float[] first = {1, 0};
        Evaluation flawless = Evaluation.of(new int[] {0, 0, 0}, List.of(first, first, first));
        Evaluation hopeless = Evaluation.of(new int[] {1, 1, 1}, List.of(first, first, first));

        assertThat(flawless.scaling().temperature()).isCloseTo(0.05, within(1e-6));
        assertThat(hopeless.scaling().temperature()).isCloseTo(20, within(1e-3));
        assertThat(Evaluation.of(new int[] {0}, List.<float[]>of(first))
                        .scaling()
                        .loss())
                .isCloseTo(Math.log(1 + Math.exp(-1)), within(1e-6)); // nothing to fit a temperature to: 1
    }

    @Test
    void refusesToJudgeNothing() {
        assertThatThrownBy(() -> Evaluation.of(new int[0], List.of())).hasMessage("0 labels for 0 outputs");
    }

    @Test
    void intervalsAreWilsons() {
        // scipy.stats.binomtest(k, n).proportion_ci(method="wilson") and statsmodels' proportion_confint agree on
        // these.
        assertThat(Interval.wilson(8, 10).low()).isCloseTo(0.490162, within(1e-6));
        assertThat(Interval.wilson(8, 10).high()).isCloseTo(0.943318, within(1e-6));
        assertThat(Interval.wilson(0, 10))
                .isEqualTo(new Interval(0, Interval.wilson(0, 10).high()));
        assertThat(Interval.wilson(0, 10).high()).isCloseTo(0.277533, within(1e-6));
        assertThat(Interval.wilson(10, 10).low()).isCloseTo(1 - 0.277533, within(1e-6));
        assertThat(Interval.wilson(0, 0)).isEqualTo(new Interval(0, 1));
    }

    @Test
    void mcNemarTossesCoins() {
        // 1 of 6 or fewer, and 5 of 6 or more: 2 * (1 + 6) / 64.
        assertThat(new PairedComparison(0, 1, 5, 0, 0).mcNemarP()).isCloseTo(14.0 / 64, within(1e-12));
        assertThat(new PairedComparison(0, 0, 10, 0, 0).mcNemarP()).isCloseTo(2.0 / 1024, within(1e-12));
        assertThat(new PairedComparison(5, 0, 0, 1, 6).mcNemarP()).isEqualTo(1);
        assertThat(new PairedComparison(5, 3, 3, 1, 6).mcNemarP()).isEqualTo(1);
        assertThat(new PairedComparison(0, 20_000, 20_600, 0, 0).mcNemarP()).isBetween(0.002, 0.004);
    }

    @Test
    void comparesExampleByExample() {
        List<Judgement> first = judged(new int[][] {{0, 0}, {0, 0}, {1, 0}, {1, 2}, {2, 0}});
        List<Judgement> second = judged(new int[][] {{0, 0}, {0, 1}, {1, 1}, {1, 2}, {2, 1}});

        assertThat(PairedComparison.of(first, second)).isEqualTo(new PairedComparison(1, 1, 1, 2, 2));
        assertThat(PairedComparison.of(first, second).agreement()).isEqualTo(0.4);
        assertThatThrownBy(() -> PairedComparison.of(first, first.subList(1, 5)))
                .hasMessage("5 and 4 examples");
    }

    private static List<Judgement> judged(int[][] labelAndPredicted) {
        return IntStream.range(0, labelAndPredicted.length)
                .mapToObj(i -> new Judgement(labelAndPredicted[i][0], labelAndPredicted[i][1], 0, 1, 0))
                .toList();
    }
}
