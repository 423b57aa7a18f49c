package org.mobilenet4j.workflow;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.mobilenet4j.architecture.MapShape;
import org.mobilenet4j.augmentation.DenseAugmentation;
import org.mobilenet4j.augmentation.IouCrop;
import org.mobilenet4j.augmentation.View;
import org.mobilenet4j.data.AnnotatedObject;
import org.mobilenet4j.detection.Corners;
import org.mobilenet4j.detection.ObjectTarget;
import org.mobilenet4j.image.Box;
import org.mobilenet4j.image.Preprocessing;
import org.mobilenet4j.image.RgbImage;
import org.mobilenet4j.training.TrainingExamples;

/** Images with boxes, changed anew each time one is read. Class 0 of the network is the background, which data do not have. */
record DetectionExamples(AnnotatedPictures pictures, Preprocessing preprocessing, DenseAugmentation augmentation)
        implements TrainingExamples<List<ObjectTarget>> {
    @Override
    public int size() {
        return pictures.size();
    }

    @Override
    public String changes() {
        return augmentation.toString();
    }

    @Override
    public List<ObjectTarget> read(int index, MapShape shape, long seed, float[] input) {
        RgbImage image = pictures.picture(index).image();
        double across = (double) image.width() / pictures.size(index).width();
        double down = (double) image.height() / pictures.size(index).height();
        List<AnnotatedObject> objects = pictures.objects(index);
        List<Box> boxes = objects.stream()
                .map(object -> scaled(object.box(), across, down))
                .toList();
        Preprocessing own = preprocessing.withInput(shape.height(), shape.width());
        View view = View.of(image.width(), image.height());
        if (augmentation.equals(DenseAugmentation.NONE)) {
            own.sample(image, input, 0); // as the detector does it
        } else {
            RandomGenerator random = DenseAugmentation.generator(seed);
            List<Box> learned = new ArrayList<>();
            for (int i = 0; i < boxes.size(); i++) {
                if (!objects.get(i).isCrowd()) {
                    learned.add(boxes.get(i));
                }
            }
            view = augmentation.view(image.width(), image.height(), learned, random);
            RgbImage seen = view.show(image, shape.width(), shape.height(), preprocessing.interpolation());
            own.normalize(augmentation.recolored(seen, random), input, 0);
        }
        return targets(objects, boxes, view, shape);
    }

    private static List<ObjectTarget> targets(
            List<AnnotatedObject> objects, List<Box> boxes, View view, MapShape shape) {
        List<ObjectTarget> targets = new ArrayList<>();
        for (int i = 0; i < boxes.size(); i++) {
            Box moved = view.move(boxes.get(i), shape.width(), shape.height());
            Corners corners = new Corners(
                    (float) moved.left(), (float) moved.top(), (float) moved.right(), (float) moved.bottom());
            if (IouCrop.keeps(view, boxes.get(i)) && corners.width() > 0 && corners.height() > 0) {
                AnnotatedObject object = objects.get(i);
                targets.add(new ObjectTarget(corners, object.label() + 1, object.isCrowd()));
            }
        }
        return targets;
    }

    private static Box scaled(Box box, double across, double down) {
        return new Box(across * box.left(), down * box.top(), across * box.width(), down * box.height());
    }
}
