package org.mobilenet4j.training;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Eigenvalues and eigenvectors of a symmetric matrix, for matrices of a few dozen rows. */
final class SymmetricMatrix {
    /**
     * A direction that the matrix only stretches.
     *
     * @param vector of length 1
     */
    record Eigenpair(double value, double[] vector) {}

    /** Each sweep squares what is left beside the diagonal; ten are more than enough. */
    private static final int MOST_SWEEPS = 30;

    private SymmetricMatrix() {}

    /**
     * The eigenpairs, that of the largest value first, by Jacobi's rotations in cyclic order (Golub and Van Loan, Matrix
     * Computations, 4th edition, section 8.5).
     *
     * @param matrix symmetric and finite; left as it is
     */
    static List<Eigenpair> eigenpairs(double[][] matrix) {
        int n = matrix.length;
        double[][] a = IntStream.range(0, n).mapToObj(i -> matrix[i].clone()).toArray(double[][]::new);
        double[][] vectors = new double[n][n]; // a row for each
        for (int i = 0; i < n; i++) {
            vectors[i][i] = 1;
        }
        for (int sweep = 0; sweep < MOST_SWEEPS && !isDiagonal(a); sweep++) {
            for (int p = 0; p < n; p++) {
                for (int q = p + 1; q < n; q++) {
                    rotate(a, vectors, p, q);
                }
            }
        }
        return IntStream.range(0, n)
                .mapToObj(i -> new Eigenpair(a[i][i], vectors[i]))
                .sorted(Comparator.comparingDouble(Eigenpair::value).reversed())
                .toList();
    }

    private static boolean isDiagonal(double[][] a) {
        double diagonal = 0;
        double beside = 0;
        for (int i = 0; i < a.length; i++) {
            diagonal += a[i][i] * a[i][i];
            for (int j = 0; j < i; j++) {
                beside += a[i][j] * a[i][j];
            }
        }
        return beside <= 1e-30 * diagonal;
    }

    /** Turns rows and columns p and q so that their common element becomes 0. */
    private static void rotate(double[][] a, double[][] vectors, int p, int q) {
        if (a[p][q] == 0) {
            return;
        }
        double tau = (a[q][q] - a[p][p]) / (2 * a[p][q]);
        double tangent = Math.copySign(1, tau) / (Math.abs(tau) + Math.hypot(1, tau));
        double cosine = 1 / Math.hypot(1, tangent);
        double sine = tangent * cosine;
        turn(a[p], a[q], cosine, sine);
        for (double[] row : a) {
            double ofP = row[p];
            row[p] = cosine * ofP - sine * row[q];
            row[q] = sine * ofP + cosine * row[q];
        }
        turn(vectors[p], vectors[q], cosine, sine);
    }

    private static void turn(double[] p, double[] q, double cosine, double sine) {
        for (int i = 0; i < p.length; i++) {
            double ofP = p[i];
            p[i] = cosine * ofP - sine * q[i];
            q[i] = sine * ofP + cosine * q[i];
        }
    }
}
