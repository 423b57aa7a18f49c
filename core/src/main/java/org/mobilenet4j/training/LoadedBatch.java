package org.mobilenet4j.training;

import java.util.List;

/**
 * The examples of a batch. Its arrays are written anew for the next.
 *
 * @param share what each image keeps of itself, the rest being of the one before it; 1 where nothing is mixed
 * @param <T> what an example should give
 */
public record LoadedBatch<T>(List<float[]> inputs, List<T> targets, double share) {
    public int size() {
        return targets.size();
    }

    public boolean isMixed() {
        return share < 1;
    }

    /** The target of what fills more of an image. */
    public T mostShown(int image) {
        return targets.get(share >= 0.5 ? image : (image + size() - 1) % size());
    }
}
