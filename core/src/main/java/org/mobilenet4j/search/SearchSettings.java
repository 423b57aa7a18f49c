package org.mobilenet4j.search;

import org.jspecify.annotations.Nullable;

/**
 * What a search is told.
 *
 * @param minutes that super-network, searches and trainings take together
 * @param limitMillis the highest latency of an image on one thread; null for that of V3-Small
 * @param reward of REINFORCE
 * @param finalists how many of the best that the searches found are trained
 * @param seeds how often each of them, V3-Small and V2 are trained
 * @param threads that train and evaluate
 * @param seed of all that is drawn
 */
public record SearchSettings(
        double minutes, @Nullable Double limitMillis, Reward reward, int finalists, int seeds, int threads, long seed) {
    public SearchSettings {
        if (!(minutes > 0) || finalists < 1 || seeds < 1 || threads < 1) {
            throw new IllegalArgumentException("minutes is " + minutes + ", finalists " + finalists + ", seeds " + seeds
                    + " and threads " + threads + ", expected above 0, and at least 1 each");
        }
        if (limitMillis != null && !(limitMillis > 0)) {
            throw new IllegalArgumentException("limitMillis is " + limitMillis + ", expected above 0");
        }
    }
}
