package org.mobilenet4j.spark.model;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.ImageClassifier;
import org.mobilenet4j.ImageSegmenter;
import org.mobilenet4j.Model;
import org.mobilenet4j.ObjectDetector;
import org.mobilenet4j.Task;
import org.mobilenet4j.image.RgbImage;
import org.mobilenet4j.inference.CompiledNetwork;
import org.mobilenet4j.io.InvalidInputException;

/** A model ready to run, compiled for what is first asked of it. Safe for any number of threads. */
public final class RunningModel {
    private final Model model;
    private final Once<ImageClassifier> classifier;
    private final Once<ObjectDetector> detector;
    private final Once<ImageSegmenter> segmenter;
    private final Once<CompiledNetwork> trunk;

    RunningModel(Model model) {
        this.model = model;
        this.classifier = new Once<>(() -> ImageClassifier.of(model));
        this.detector = new Once<>(() -> ObjectDetector.of(model));
        this.segmenter = new Once<>(() -> ImageSegmenter.of(model));
        this.trunk = new Once<>(model::compile);
    }

    public Model model() {
        return model;
    }

    /**
     * The classifier.
     *
     * @throws InvalidInputException if the model is none
     */
    public ImageClassifier classifier() {
        return classifier.get();
    }

    /**
     * The detector.
     *
     * @throws InvalidInputException if the model is none
     */
    public ObjectDetector detector() {
        return detector.get();
    }

    /**
     * The segmentation network.
     *
     * @throws InvalidInputException if the model is none
     */
    public ImageSegmenter segmenter() {
        return segmenter.get();
    }

    /**
     * The embedding of an image: what a classifier's last layer reads; of a network without one, the means of its output's
     * channels.
     */
    public float[] features(RgbImage image) {
        return model.task() instanceof Task.FeatureExtraction
                ? trunk.get().run(model.input(image)).firstEntry().getValue().channelMeans()
                : classifier().features(image);
    }

    /** A value that is made when it is first asked for. */
    private static final class Once<T> {
        private final Supplier<T> making;
        private @Nullable T made;

        Once(Supplier<T> making) {
            this.making = making;
        }

        synchronized T get() {
            T known = made;
            if (known == null) {
                known = making.get();
                made = known;
            }
            return known;
        }
    }
}
