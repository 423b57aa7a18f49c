package org.mobilenet4j.compression;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.mobilenet4j.pruning.ChannelGroup;

/**
 * How important each channel of a group is, by each criterion; an array has a value for each channel.
 *
 * @param normScale NaN where no norm scales the channel
 */
public record ChannelScores(
        ChannelGroup group, double[] taylor, double[] magnitude, double[] normScale, double[] activation) {
    /** The values of a criterion. */
    public double[] of(Criterion criterion, long seed) {
        return switch (criterion) {
            case TAYLOR -> taylor.clone();
            case MAGNITUDE -> magnitude.clone();
            case NORM_SCALE -> normScale.clone();
            case ACTIVATION -> activation.clone();
            case RANDOM -> {
                SplittableRandom random =
                        new SplittableRandom(seed * 31 + group.name().hashCode());
                yield Arrays.stream(taylor).map(any -> random.nextDouble()).toArray();
            }
        };
    }

    /** The channels, the most important first. */
    static int[] ranked(double[] scores) {
        Integer[] order = new Integer[scores.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (a, b) -> Double.compare(scores[b], scores[a]));
        return Arrays.stream(order).mapToInt(Integer::intValue).toArray();
    }

    /** The {@code count} first of a ranking, ascending. */
    static int[] first(int[] ranking, int count) {
        int[] kept = Arrays.copyOf(ranking, count);
        Arrays.sort(kept);
        return kept;
    }
}
