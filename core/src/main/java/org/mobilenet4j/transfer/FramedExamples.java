package org.mobilenet4j.transfer;

import java.util.List;
import org.mobilenet4j.image.Preprocessing;
import org.mobilenet4j.image.RgbImage;
import org.mobilenet4j.training.TrainingExamples;

/**
 * Pictures that have the network's input size, as examples to check on, in that size only: bytes, a quarter of what the
 * network's inputs would take.
 *
 * @param pictures of the network's input size; not copied: they may lie on disk
 * @param labels one for each picture
 */
record FramedExamples(List<RgbImage> pictures, List<Integer> labels, Preprocessing preprocessing)
        implements TrainingExamples {
    FramedExamples {
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
    public int label(int index) {
        return labels.get(index);
    }

    @Override
    public void read(int index, int resolution, long seed, float[] input) {
        preprocessing.normalize(pictures.get(index), input, 0);
    }
}
