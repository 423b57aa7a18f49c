package org.mobilenet4j.training;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Phaser;
import java.util.function.Function;
import org.mobilenet4j.parallel.Ranks;

/** Ranks that are threads of this JVM, each with a network of its own. */
final class ThreadRanks implements Ranks {
    private final int rank;
    private final List<ThreadRanks> all;
    private final Phaser barrier;
    private double[] given = {};
    private List<float[]> summed = List.of();

    private ThreadRanks(int rank, List<ThreadRanks> all, Phaser barrier) {
        this.rank = rank;
        this.all = all;
        this.barrier = barrier;
    }

    /** What each of so many ranks comes to. */
    static <R> List<R> run(int count, Function<Ranks, R> work) throws Exception {
        List<ThreadRanks> all = new ArrayList<>();
        Phaser barrier = new Phaser(count);
        for (int rank = 0; rank < count; rank++) {
            all.add(new ThreadRanks(rank, all, barrier));
        }
        try (ExecutorService threads = Executors.newFixedThreadPool(count)) {
            List<Callable<R>> tasks = new ArrayList<>();
            for (ThreadRanks each : all) {
                tasks.add(() -> {
                    try {
                        return work.apply(each);
                    } catch (RuntimeException | Error e) {
                        barrier.forceTermination(); // nobody waits for this one
                        throw e;
                    }
                });
            }
            List<R> results = new ArrayList<>();
            for (Future<R> result : threads.invokeAll(tasks)) {
                results.add(result.get());
            }
            return results;
        }
    }

    @Override
    public int rank() {
        return rank;
    }

    @Override
    public int count() {
        return all.size();
    }

    @Override
    public double[][] gather(double[] own) {
        given = own.clone();
        await();
        double[][] gathered = all.stream().map(each -> each.given).toArray(double[][]::new);
        await();
        return gathered;
    }

    @Override
    public void sum(List<float[]> arrays) {
        summed = arrays;
        await();
        List<float[]> sums = new ArrayList<>();
        for (int i = 0; i < arrays.size(); i++) {
            float[] sum = all.getFirst().summed.get(i).clone();
            for (ThreadRanks other : all.subList(1, all.size())) {
                for (int j = 0; j < sum.length; j++) {
                    sum[j] += other.summed.get(i)[j];
                }
            }
            sums.add(sum);
        }
        await();
        for (int i = 0; i < arrays.size(); i++) {
            System.arraycopy(sums.get(i), 0, arrays.get(i), 0, sums.get(i).length);
        }
    }

    private void await() {
        if (barrier.arriveAndAwaitAdvance() < 0) {
            throw new IllegalStateException("another rank is lost");
        }
    }
}
