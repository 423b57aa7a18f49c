package org.mobilenet4j.workflow;

import java.util.List;
import java.util.Map;
import org.mobilenet4j.Model;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.image.PillowResampler;
import org.mobilenet4j.image.Preprocessing;
import org.mobilenet4j.image.RgbImage;
import org.mobilenet4j.parameters.Initialization;
import org.mobilenet4j.tensor.Shape;
import org.mobilenet4j.tensor.Tensor;
import org.mobilenet4j.training.TrainingExamples;
import org.mobilenet4j.workflow.TrainingPlan.NetworkPlan;

/**
 * What a network begins from and what it learns from, wherever the images lie: the model with a classifier for their classes,
 * and decoded images as examples.
 */
public record NetworkFitting(Model start, NetworkPlan plan) {
    /** The model to begin from, with a classifier for these classes. */
    public Model begin(List<String> classes) {
        Network network = start.network();
        Model begun = network.classes() == classes.size()
                ? start.withLabels(classes)
                : start.withHead(
                        Initialization.classifierWeight(
                                classes.size(), network.channels(network.features()), plan.seed()),
                        Tensor.zeros(Shape.of(classes.size())),
                        classes);
        return begun.withRun(Map.of());
    }

    /** An image to learn from, no larger than inference would resize it: memory, and less to crop from in every epoch. */
    public RgbImage shrunk(RgbImage image) {
        Preprocessing preprocessing = start.preprocessing();
        int shortSide = Math.min(image.width(), image.height());
        int wanted = preprocessing.shortSide();
        if (shortSide <= wanted) {
            return image;
        }
        return PillowResampler.resize(
                image,
                Math.max(1, Math.round((float) image.width() * wanted / shortSide)),
                Math.max(1, Math.round((float) image.height() * wanted / shortSide)),
                preprocessing.interpolation());
    }

    /** An image to validate on, of the network's input size. */
    public RgbImage framed(RgbImage image) {
        return start.preprocessing().crop(image);
    }

    /**
     * Images to learn from, augmented anew each time one is read.
     *
     * @param images as {@link #shrunk} leaves them; not copied: they may lie on disk
     * @param labels one for each image
     */
    public TrainingExamples<Integer> examples(List<RgbImage> images, List<Integer> labels) {
        return new ImageExamples(images, labels, start.preprocessing(), plan.augmentation());
    }

    /**
     * Images to validate on.
     *
     * @param images as {@link #framed} leaves them; not copied: they may lie on disk
     * @param labels one for each image
     */
    public TrainingExamples<Integer> framedExamples(List<RgbImage> images, List<Integer> labels) {
        return new FramedExamples(images, labels, start.preprocessing());
    }
}
