package org.mobilenet4j.spark.training;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.mobilenet4j.architecture.MapShape;
import org.mobilenet4j.parallel.Ranks;
import org.mobilenet4j.training.TrainingExamples;

/**
 * The examples of all ranks, shard after shard, of which this process holds its own.
 *
 * @param own of this rank
 * @param sizes of the shards
 * @param labels of all examples
 */
record ShardExamples(TrainingExamples<Integer> own, int rank, List<Integer> sizes, int[] labels)
        implements TrainingExamples<Integer> {
    /** Tells the others what this rank has, and is told what they have. */
    static ShardExamples of(TrainingExamples<Integer> own, Ranks ranks) {
        double[] told = IntStream.range(0, own.size()).mapToDouble(own::label).toArray();
        double[][] all = ranks.gather(told);
        return new ShardExamples(
                own,
                ranks.rank(),
                Arrays.stream(all).map(each -> each.length).toList(),
                Arrays.stream(all)
                        .flatMapToDouble(Arrays::stream)
                        .mapToInt(label -> (int) label)
                        .toArray());
    }

    private int first() {
        return sizes.subList(0, rank).stream().mapToInt(Integer::intValue).sum();
    }

    @Override
    public int size() {
        return labels.length;
    }

    @Override
    public String changes() {
        return own.changes();
    }

    @Override
    public int label(int index) {
        return labels[index];
    }

    @Override
    public boolean isHeld(int index) {
        int within = index - first();
        return within >= 0 && within < own.size();
    }

    @Override
    public Integer read(int index, MapShape shape, long seed, float[] input) {
        return own.read(index - first(), shape, seed, input);
    }
}
