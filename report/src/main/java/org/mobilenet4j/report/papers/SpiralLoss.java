package org.mobilenet4j.report.papers;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What a flat spiral loses on its way through ReLU in {@code n} dimensions (MobileNetV2, section 3.2 and figure 1): it is
 * embedded by a random matrix, rectified, and brought back by the matrix' pseudo-inverse.
 *
 * @param dimensions of the embedding
 * @param collapsed the share of points around which the plane is not kept: fewer than two of their coordinates are positive,
 *     so that neighbours fall onto a line or one point and no inverse exists
 * @param expectedCollapsed the same for a Gaussian matrix by counting: {@code (n + 1) / 2^n}
 * @param residual the variance of the points that the best affine map of what came back cannot explain, {@code 1 - R^2}
 */
record SpiralLoss(int dimensions, Estimate collapsed, double expectedCollapsed, Estimate residual) {
    private static final int POINTS = 500;
    private static final double TURNS = 2.5;

    /** The figure's dimensions. */
    static final List<Integer> DIMENSIONS = List.of(2, 3, 5, 15, 30);

    /** Points of the plane, from the middle of a spiral outwards, {@code [points][2]}. */
    static double[][] spiral() {
        double[][] points = new double[POINTS][];
        for (int i = 0; i < POINTS; i++) {
            double share = (i + 1.0) / POINTS;
            double angle = 2 * Math.PI * TURNS * share;
            points[i] = new double[] {share * Math.cos(angle), share * Math.sin(angle)};
        }
        return points;
    }

    /** Over matrices of so many seeds. */
    static SpiralLoss of(int dimensions, int seeds) {
        double[][] spiral = spiral();
        double[] collapsed = new double[seeds];
        double[] residual = new double[seeds];
        for (int seed = 0; seed < seeds; seed++) {
            double[][] matrix = matrix(dimensions, seed);
            collapsed[seed] = collapsed(spiral, matrix);
            residual[seed] = residual(spiral, throughRelu(spiral, matrix));
        }
        return new SpiralLoss(
                dimensions, Estimate.of(collapsed), (dimensions + 1) * Math.pow(2, -dimensions), Estimate.of(residual));
    }

    /** Independent normal numbers, {@code [dimensions][2]}. */
    static double[][] matrix(int dimensions, long seed) {
        SplittableRandom random = new SplittableRandom(1_000L * dimensions + seed);
        double[][] matrix = new double[dimensions][2];
        for (double[] row : matrix) {
            row[0] = random.nextGaussian();
            row[1] = random.nextGaussian();
        }
        return matrix;
    }

    private static double product(double[] row, double[] point) {
        return row[0] * point[0] + row[1] * point[1];
    }

    static double collapsed(double[][] points, double[][] matrix) {
        int collapsed = 0;
        for (double[] point : points) {
            int positive = 0;
            for (double[] row : matrix) {
                positive += product(row, point) > 0 ? 1 : 0;
            }
            collapsed += positive < 2 ? 1 : 0;
        }
        return (double) collapsed / points.length;
    }

    /** What comes back of each point: {@code pseudo-inverse(matrix) * relu(matrix * point)}. */
    static double[][] throughRelu(double[][] points, double[][] matrix) {
        double a = 0;
        double b = 0;
        double c = 0;
        for (double[] row : matrix) {
            a += row[0] * row[0];
            b += row[0] * row[1];
            c += row[1] * row[1];
        }
        double determinant = a * c - b * b;
        List<double[]> back = new ArrayList<>();
        for (double[] point : points) {
            double x = 0;
            double y = 0;
            for (double[] row : matrix) {
                double rectified = Math.max(0, product(row, point));
                x += row[0] * rectified;
                y += row[1] * rectified;
            }
            back.add(new double[] {(c * x - b * y) / determinant, (a * y - b * x) / determinant});
        }
        return back.toArray(double[][]::new);
    }

    /** {@code 1 - R^2} of the least-squares affine map from {@code found} to {@code wanted}. */
    static double residual(double[][] wanted, double[][] found) {
        int n = wanted.length;
        double[] foundMean = mean(found);
        double[] wantedMean = mean(wanted);
        double xx = 0;
        double xy = 0;
        double yy = 0;
        double[][] cross = new double[2][2];
        double total = 0;
        for (int i = 0; i < n; i++) {
            double x = found[i][0] - foundMean[0];
            double y = found[i][1] - foundMean[1];
            xx += x * x;
            xy += x * y;
            yy += y * y;
            for (int k = 0; k < 2; k++) {
                double w = wanted[i][k] - wantedMean[k];
                cross[k][0] += w * x;
                cross[k][1] += w * y;
                total += w * w;
            }
        }
        double determinant = xx * yy - xy * xy;
        double explained = 0;
        for (double[] each : cross) {
            explained += determinant > 1e-12 * xx * yy
                    ? (each[0] * each[0] * yy - 2 * each[0] * each[1] * xy + each[1] * each[1] * xx) / determinant
                    : xx + yy == 0 ? 0 : (each[0] * each[0] + each[1] * each[1]) / (xx + yy);
        }
        return 1 - explained / total;
    }

    private static double[] mean(double[][] points) {
        double[] mean = new double[2];
        for (double[] point : points) {
            mean[0] += point[0] / points.length;
            mean[1] += point[1] / points.length;
        }
        return mean;
    }
}
