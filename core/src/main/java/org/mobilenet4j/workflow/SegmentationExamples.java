package org.mobilenet4j.workflow;

import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.mobilenet4j.architecture.MapShape;
import org.mobilenet4j.augmentation.DenseAugmentation;
import org.mobilenet4j.augmentation.View;
import org.mobilenet4j.image.ClassMask;
import org.mobilenet4j.image.Preprocessing;
import org.mobilenet4j.image.RgbImage;
import org.mobilenet4j.training.TrainingExamples;

/** Images with masks, changed anew each time one is read. */
record SegmentationExamples(AnnotatedPictures pictures, Preprocessing preprocessing, DenseAugmentation augmentation)
        implements TrainingExamples<ClassMask> {
    @Override
    public int size() {
        return pictures.size();
    }

    @Override
    public String changes() {
        return augmentation.toString();
    }

    @Override
    public ClassMask read(int index, MapShape shape, long seed, float[] input) {
        AnnotatedPictures.Picture picture = pictures.picture(index);
        RgbImage image = picture.image();
        ClassMask mask = Objects.requireNonNull(picture.mask());
        Preprocessing own = preprocessing.withInput(shape.height(), shape.width());
        RandomGenerator random = DenseAugmentation.generator(seed);
        View view = augmentation.view(image.width(), image.height(), List.of(), random);
        RgbImage seen = view.show(image, shape.width(), shape.height(), preprocessing.interpolation());
        own.normalize(augmentation.recolored(seen, random), input, 0);
        return view.show(mask, shape.width(), shape.height());
    }
}
