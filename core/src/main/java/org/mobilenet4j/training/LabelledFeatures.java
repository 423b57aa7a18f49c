package org.mobilenet4j.training;

import java.util.List;

/**
 * Vectors and their labels, as a frozen trunk gave them.
 *
 * @param vectors all of one length; not copied
 * @param labels one for each vector, from 0
 */
public record LabelledFeatures(List<float[]> vectors, List<Integer> labels) {
    public LabelledFeatures {
        vectors = List.copyOf(vectors);
        labels = List.copyOf(labels);
        if (vectors.size() != labels.size()) {
            throw new IllegalArgumentException(vectors.size() + " vectors and " + labels.size() + " labels");
        }
    }

    public int size() {
        return vectors.size();
    }
}
