package org.mobilenet4j.workflow;

import java.util.List;
import org.mobilenet4j.architecture.MapShape;
import org.mobilenet4j.augmentation.Augmentation;
import org.mobilenet4j.image.Preprocessing;
import org.mobilenet4j.image.RgbImage;
import org.mobilenet4j.training.TrainingExamples;

/**
 * Training images, decoded, and augmented anew each time one is read.
 *
 * @param images not copied: they may lie on disk
 * @param labels one for each image
 */
record ImageExamples(
        List<RgbImage> images, List<Integer> labels, Preprocessing preprocessing, Augmentation augmentation)
        implements TrainingExamples<Integer> {
    ImageExamples {
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
    public String changes() {
        return augmentation.toString();
    }

    @Override
    public int label(int index) {
        return labels.get(index);
    }

    @Override
    public Integer read(int index, MapShape shape, long seed, float[] input) {
        augmentation.toTensor(images.get(index), preprocessing, shape.height(), seed, input, 0);
        return labels.get(index);
    }
}
