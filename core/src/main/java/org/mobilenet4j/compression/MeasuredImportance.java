package org.mobilenet4j.compression;

import java.util.List;
import java.util.stream.IntStream;

/**
 * What a model's accuracy depends on.
 *
 * @param groups the scores of every channel
 * @param accuracy of the whole model on the images that removals are judged on; NaN where there are none
 * @param removals what was lost without a part
 * @param judgedImages how many
 */
public record MeasuredImportance(
        List<ChannelScores> groups, double accuracy, List<Removal> removals, int scoredImages, int judgedImages) {
    public MeasuredImportance {
        groups = List.copyOf(groups);
        removals = List.copyOf(removals);
    }

    /** One channel of one group, for tables. */
    public record Channel(
            String group, int channel, double taylor, double magnitude, double normScale, double activation) {}

    /** Every channel of every group. */
    public List<Channel> channels() {
        return groups.stream()
                .flatMap(scores -> IntStream.range(0, scores.group().channels())
                        .mapToObj(c -> new Channel(
                                scores.group().name(),
                                c,
                                scores.taylor()[c],
                                scores.magnitude()[c],
                                scores.normScale()[c],
                                scores.activation()[c])))
                .toList();
    }
}
