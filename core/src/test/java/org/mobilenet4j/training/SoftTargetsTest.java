package org.mobilenet4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.parallel.Workers;

class SoftTargetsTest {
    private static final float[][] TAUGHT = {{2, 0.5f, 1}, {-1, 3, 0}};

    private static final LoadedBatch<Integer> BATCH =
            new LoadedBatch<>(List.of(new float[] {0}, new float[] {1}), List.of(0, 1), 1);

    private static Objective.Evaluation evaluate(float[] logits, double temperature, double share, double smoothing) {
        CrossEntropy labels = new CrossEntropy(new BatchLoss(smoothing), 3);
        SequencedMap<String, float[]> outputs = new LinkedHashMap<>();
        outputs.put(Network.LOGITS, logits);
        return new SoftTargets(labels, input -> TAUGHT[(int) input[0]], temperature, share, new Workers(2))
                .of(outputs, BATCH);
    }

    /**
     * PyTorch 2.13, float64: {@code (1 - a) * cross_entropy(s, y, label_smoothing=0.1) + a * T * T *
     * kl_div(log_softmax(s / T), softmax(t / T), reduction="batchmean")} with a = 0.7, T = 3.
     */
    @Test
    void agreesWithPyTorch() {
        float[] logits = {1, -0.5f, 2, 0.3f, 0.1f, -1.2f};
        Objective.Evaluation result = evaluate(logits, 3, 0.7, 0.1);

        assertThat(result.loss()).isCloseTo(1.0028115236323676, within(1e-6));
        double[] gradient = {
            -0.20418208509060057,
            -0.058519639029692955,
            0.26270172412029347,
            0.31186870661219457,
            -0.33702750471486553,
            0.025158798102670736
        };
        for (int i = 0; i < gradient.length; i++) {
            assertThat((double) logits[i]).as("gradient " + i).isCloseTo(gradient[i], within(1e-7));
        }
    }

    @Test
    void isTheLabelsLossWhereTheTeacherHasNoShare() {
        float[] logits = {1, -0.5f, 2, 0.3f, 0.1f, -1.2f};
        float[] alone = logits.clone();
        double loss = new BatchLoss(0).lossAndGradient(alone, new int[] {0, 1}, 3);

        Objective.Evaluation result = evaluate(logits, 4, 0, 0);

        assertThat(result.loss()).isEqualTo(loss);
        assertThat(logits).containsExactly(alone);
        assertThat(result.correct()).isZero();
    }

    @Test
    void nothingIsLeftToLearnWhereTheStudentSaysWhatTheTeacherSays() {
        float[] logits = {2, 0.5f, 1, -1, 3, 0};
        assertThat(evaluate(logits, 2, 1, 0).loss()).isCloseTo(0, within(1e-12));
        assertThat(logits).containsOnly(0);
    }

    @Test
    void refusesImpossibleTargets() {
        assertThatThrownBy(() -> evaluate(new float[6], 0, 0.5, 0)).hasMessageContaining("temperature is 0.0");
        assertThatThrownBy(() -> evaluate(new float[6], 4, 1.5, 0)).hasMessageContaining("share 1.5 (expected 0 to 1)");
    }
}
