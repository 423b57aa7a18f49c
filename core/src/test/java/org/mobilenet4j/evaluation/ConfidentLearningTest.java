package org.mobilenet4j.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class ConfidentLearningTest {
    @Test
    void suspectsWhatReachesAnotherClassesThreshold() {
        // Mean self-confidence: class 0 (0.9 + 0.7 + 0.2) / 3 = 0.6, class 1 (0.8 + 0.6) / 2 = 0.7.
        int[] labels = {0, 0, 0, 1, 1};
        List<float[]> probabilities = List.of(
                new float[] {0.9f, 0.1f},
                new float[] {0.7f, 0.3f},
                new float[] {0.2f, 0.8f},
                new float[] {0.2f, 0.8f},
                new float[] {0.4f, 0.6f});

        ConfidentLearning learned = ConfidentLearning.of(labels, probabilities, 1);

        assertThat(learned.suspects())
                .extracting(ConfidentLearning.Suspect::example, ConfidentLearning.Suspect::suggested)
                .containsExactly(tuple(2, 1));
        assertThat(learned.joint()).isDeepEqualTo(new int[][] {{2, 1}, {0, 1}});
        // One of three of class 0, none of class 1.
        assertThat(learned.noise()).isCloseTo(0.2, within(1e-12));
    }

    @Test
    void ranksByHowFarTheLabelLiesBehind() {
        int[] labels = {0, 0, 0, 0, 1, 1};
        List<float[]> probabilities = List.of(
                new float[] {0.9f, 0.1f},
                new float[] {0.9f, 0.1f},
                new float[] {0.3f, 0.7f},
                new float[] {0.05f, 0.95f},
                new float[] {0.4f, 0.6f},
                new float[] {0.3f, 0.7f});

        assertThat(ConfidentLearning.of(labels, probabilities, 1).suspects())
                .extracting(ConfidentLearning.Suspect::example)
                .containsExactly(3, 2);
    }

    @Test
    void doubtsWhatIsLikelierOfAnotherClassButNotAsLikelyAsItsOwnExamples() {
        int[] labels = {0, 0, 1, 1};
        List<float[]> probabilities = List.of(
                new float[] {0.9f, 0.1f}, new float[] {0.45f, 0.55f}, new float[] {0.1f, 0.9f}, new float[] {0.1f, 0.9f
                });

        ConfidentLearning learned = ConfidentLearning.of(labels, probabilities, 1);

        assertThat(learned.suspects())
                .extracting(ConfidentLearning.Suspect::example, ConfidentLearning.Suspect::isConfident)
                .containsExactly(tuple(1, false));
        assertThat(learned.joint()).isDeepEqualTo(new int[][] {{1, 0}, {0, 2}});
        assertThat(learned.noise()).isZero();
    }

    @Test
    void knowsNothingOfAClassWithTooFewExamples() {
        int[] labels = {0, 0, 0, 1};
        List<float[]> probabilities = List.of(
                new float[] {0.6f, 0.4f}, new float[] {0.6f, 0.4f}, new float[] {0.1f, 0.9f}, new float[] {0.9f, 0.1f});

        ConfidentLearning learned = ConfidentLearning.of(labels, probabilities, 2);

        assertThat(learned.suspects()).isEmpty();
        assertThat(learned.noise()).isZero();
    }

    @Test
    void nothingIsSuspiciousOfNoExamples() {
        assertThat(ConfidentLearning.of(new int[0], List.of(), 1).suspects()).isEmpty();
    }
}
