package org.mobilenet4j.transfer;

import java.util.List;
import org.mobilenet4j.augmentation.Augmentation;
import org.mobilenet4j.image.Preprocessing;
import org.mobilenet4j.image.RgbImage;
import org.mobilenet4j.training.TrainingExamples;

/**
 * Decoded pictures as examples to learn from, each changed anew when it is read.
 *
 * @param pictures not copied: they may lie on disk
 * @param labels one for each picture
 */
public record PictureExamples(
        List<RgbImage> pictures, List<Integer> labels, Preprocessing preprocessing, Augmentation augmentation)
        implements TrainingExamples {
    public PictureExamples {
        labels = List.copyOf(labels);
        if (pictures.size() != labels.size()) {
            throw new IllegalArgumentException(pictures.size() + " pictures and " + labels.size() + " labels");
        }
    }

    @Override
    public int size() {
        return pictures.size();
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
    public void read(int index, int resolution, long seed, float[] input) {
        augmentation.toTensor(pictures.get(index), preprocessing, resolution, seed, input, 0);
    }
}
