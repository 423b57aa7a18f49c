package org.mobilenet4j.spark.doctor;

/**
 * What is to run on a cluster, as far as it matters whether the cluster is fit for it.
 *
 * @param ranks tasks of a barrier stage, which all run at once; 0 where nothing has such a stage
 * @param threadsPerRank threads that compute in each task
 * @param rankBytes memory that each rank needs beside what Spark itself does; 0 where it is small
 * @param collectedBytes what the executors send to the driver in one job, such as the features of all pictures; 0 where
 *     it is small
 */
public record Workload(int ranks, int threadsPerRank, long rankBytes, long collectedBytes) {
    /** Anything that runs in ordinary stages: the transformer, evaluation, training by averaging. */
    public static final Workload ORDINARY = new Workload(0, 1, 0, 0);

    public Workload {
        if (ranks < 0 || threadsPerRank < 1 || rankBytes < 0 || collectedBytes < 0) {
            throw new IllegalArgumentException("ranks is " + ranks + " (expected at least 0), threadsPerRank "
                    + threadsPerRank + " (at least 1), rankBytes " + rankBytes + ", collectedBytes " + collectedBytes
                    + " (at least 0)");
        }
    }

    /** Training in step, by a barrier stage. */
    public static Workload inStep(int ranks, int threadsPerRank) {
        return new Workload(ranks, threadsPerRank, 0, 0);
    }

    public Workload withRankBytes(long value) {
        return new Workload(ranks, threadsPerRank, value, collectedBytes);
    }

    public Workload withCollectedBytes(long value) {
        return new Workload(ranks, threadsPerRank, rankBytes, value);
    }

    boolean hasBarrier() {
        return ranks > 0;
    }
}
