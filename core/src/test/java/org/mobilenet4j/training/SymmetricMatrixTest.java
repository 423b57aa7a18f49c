package org.mobilenet4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.mobilenet4j.training.SymmetricMatrix.Eigenpair;

class SymmetricMatrixTest {
    @Test
    void findsTheEigenpairsOfAKnownMatrix() {
        // [[2, 1], [1, 2]] stretches (1, 1) three times and leaves (1, -1).
        List<Eigenpair> pairs = SymmetricMatrix.eigenpairs(new double[][] {{2, 1}, {1, 2}});

        assertThat(pairs.getFirst().value()).isCloseTo(3, within(1e-14));
        assertThat(pairs.getFirst().vector()[0]).isCloseTo(pairs.getFirst().vector()[1], within(1e-14));
        assertThat(pairs.getLast().value()).isCloseTo(1, within(1e-14));
        assertThat(pairs.getLast().vector()[0]).isCloseTo(-pairs.getLast().vector()[1], within(1e-14));
    }

    @Test
    void stretchesEveryVectorByItsValueAndSortsThem() {
        int n = 27;
        SplittableRandom random = new SplittableRandom(1);
        double[][] matrix = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                matrix[i][j] = random.nextDouble(-1, 1);
                matrix[j][i] = matrix[i][j];
            }
        }

        List<Eigenpair> pairs = SymmetricMatrix.eigenpairs(matrix);

        assertThat(pairs).hasSize(n);
        for (int pair = 0; pair < n; pair++) {
            double[] vector = pairs.get(pair).vector();
            for (int other = 0; other <= pair; other++) {
                assertThat(dot(vector, pairs.get(other).vector())).isCloseTo(other == pair ? 1 : 0, within(1e-12));
            }
            for (int i = 0; i < n; i++) {
                assertThat(dot(matrix[i], vector)).isCloseTo(pairs.get(pair).value() * vector[i], within(1e-12));
            }
            if (pair > 0) {
                assertThat(pairs.get(pair).value())
                        .isLessThanOrEqualTo(pairs.get(pair - 1).value());
            }
        }
    }

    @Test
    void leavesADiagonalMatrixAndItsArgumentAlone() {
        double[][] matrix = {{0, 0}, {0, 5}};

        assertThat(SymmetricMatrix.eigenpairs(matrix).getFirst().vector()).containsExactly(0, 1);
        assertThat(matrix).isDeepEqualTo(new double[][] {{0, 0}, {0, 5}});
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
