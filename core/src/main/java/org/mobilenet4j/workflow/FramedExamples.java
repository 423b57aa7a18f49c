package org.mobilenet4j.workflow;

import java.util.List;
import org.mobilenet4j.architecture.MapShape;
import org.mobilenet4j.image.Preprocessing;
import org.mobilenet4j.image.RgbImage;
import org.mobilenet4j.training.TrainingExamples;

/**
 * Validation images, already cropped to the network's input size: bytes, a quarter of the memory that the network's inputs
 * would take.
 *
 * @param images of the network's input size; not copied: they may lie on disk
 * @param labels one for each image
 */
record FramedExamples(List<RgbImage> images, List<Integer> labels, Preprocessing preprocessing)
        implements TrainingExamples<Integer> {
    FramedExamples {
        labels = List.copyOf(labels);
        if (images.size() != labels.size()) {
            throw new IllegalArgumentException(images.size() + " images and " + labels.size() + " labels");
        }
    }

    @Override
    public int size() {
        return images.size();
    }

    @Override
    public int label(int index) {
        return labels.get(index);
    }

    @Override
    public Integer read(int index, MapShape shape, long seed, float[] input) {
        preprocessing.normalize(images.get(index), input, 0);
        return labels.get(index);
    }
}
