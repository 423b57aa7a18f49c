package org.mobilenet4j.data;

import java.util.List;

/**
 * What was computed of each image of a set.
 *
 * @param indexes of the images that could be read, ascending
 * @param results one for each of {@code indexes}
 * @param millis how long each of these took from its file to its result, on its thread; 0 where nothing was decoded
 * @param skipped the others
 */
public record ImageResults<R>(
        List<Integer> indexes, List<R> results, List<Double> millis, List<SkippedImage> skipped) {}
