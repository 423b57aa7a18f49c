package org.mobilenet4j.augmentation;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Each image of a batch mixed with the one before it, and the first with the last: mixup and CutMix, as torchvision's
 * transforms of those names do it. The batch must be shuffled, so that neighbours are strangers.
 */
public sealed interface BatchMixing permits CutMix, MixUp {
    /**
     * Mixes a batch's inputs in place.
     *
     * @param inputs {@code height x width x channels} floats each
     * @return the share that each image keeps of itself, which its target keeps too: see {@link #targets}
     */
    double mix(List<float[]> inputs, int height, int width, RandomGenerator random);

    /**
     * The targets of a batch that was mixed: {@code share} on an image's own label and the rest on the label of the one
     * before it.
     *
     * @param targets {@code labels x classes}, or longer, in which case the rest is left alone
     */
    static void targets(int[] labels, double share, int classes, float[] targets) {
        for (int i = 0; i < labels.length; i++) {
            for (int c = 0; c < classes; c++) {
                targets[i * classes + c] = 0;
            }
            int before = labels[(i + labels.length - 1) % labels.length];
            targets[i * classes + before] += (float) (1 - share);
            targets[i * classes + labels[i]] += (float) share;
        }
    }
}
