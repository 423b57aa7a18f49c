package org.mobilenet4j.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.mobilenet4j.evaluation.ConfusionMatrix.Confusion;

class ConfusionMatrixTest {
    @Test
    void agreesWithFiguresByHand() {
        ConfusionMatrix matrix = new ConfusionMatrix(3);
        int[][] counts = {{5, 1, 0}, {2, 3, 1}, {0, 0, 0}};
        for (int actual = 0; actual < 3; actual++) {
            for (int predicted = 0; predicted < 3; predicted++) {
                for (int i = 0; i < counts[actual][predicted]; i++) {
                    matrix.add(actual, predicted);
                }
            }
        }

        assertThat(matrix.total()).isEqualTo(12);
        assertThat(matrix.accuracy()).isEqualTo(8.0 / 12);
        assertThat(matrix.precision(0)).isEqualTo(5.0 / 7);
        assertThat(matrix.recall(0)).isEqualTo(5.0 / 6);
        assertThat(matrix.f1(0)).isCloseTo(2 * (5.0 / 7) * (5.0 / 6) / (5.0 / 7 + 5.0 / 6), within(1e-12));
        assertThat(matrix.precision(2)).isZero();
        assertThat(matrix.recall(2)).isNaN();
        // 2 * 5 / (6 + 7), 2 * 3 / (6 + 4) and 0: the third class does not occur, but was predicted.
        assertThat(matrix.macroF1()).isCloseTo((10.0 / 13 + 0.6 + 0) / 3, within(1e-12));
        assertThat(matrix.confusions())
                .containsExactly(new Confusion(1, 0, 2), new Confusion(0, 1, 1), new Confusion(1, 2, 1));
    }
}
