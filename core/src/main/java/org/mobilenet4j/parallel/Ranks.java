package org.mobilenet4j.parallel;

import java.util.List;

/**
 * The processes that train one network together, each with its own part of every batch. All of them call the same methods in
 * the same order, and each waits for what the others give. Sums are taken in the order of the ranks, so that they are the
 * same to the bit on every rank and in every run.
 *
 * <p>Used by one thread at a time. Where a rank is lost, a method throws an unchecked exception that names it.
 */
public interface Ranks {
    /** One process on its own: what is shared is what it has. */
    Ranks ALONE = new Ranks() {
        @Override
        public int rank() {
            return 0;
        }

        @Override
        public int count() {
            return 1;
        }

        @Override
        public double[][] gather(double[] own) {
            return new double[][] {own};
        }

        @Override
        public void sum(List<float[]> arrays) {}
    };

    /** This process, counted from 0. */
    int rank();

    /** How many there are. */
    int count();

    /**
     * What every rank gives, in the order of the ranks; lengths may differ.
     *
     * @return arrays that the next call may overwrite
     */
    double[][] gather(double[] own);

    /** Replaces arrays, of the same lengths on every rank, by their sums over all ranks. */
    void sum(List<float[]> arrays);

    /** The sum of one value over all ranks. */
    default double sum(double own) {
        double sum = 0;
        for (double[] each : gather(new double[] {own})) {
            sum += each[0];
        }
        return sum;
    }
}
