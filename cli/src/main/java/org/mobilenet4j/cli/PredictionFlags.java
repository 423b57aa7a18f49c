package org.mobilenet4j.cli;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.DetectedObject;
import org.mobilenet4j.ImageClassifier;
import org.mobilenet4j.ImageSegmenter;
import org.mobilenet4j.Model;
import org.mobilenet4j.ObjectDetector;
import org.mobilenet4j.Segmentation;
import org.mobilenet4j.Task;
import org.mobilenet4j.data.UnlabelledImages;
import org.mobilenet4j.image.BoxDrawing;
import org.mobilenet4j.image.DrawnBox;
import org.mobilenet4j.image.ImageEncoder;
import org.mobilenet4j.image.MaskDrawing;
import org.mobilenet4j.image.RgbImage;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.kernel.KernelSelection;
import org.mobilenet4j.kernel.Kernels;
import org.mobilenet4j.workflow.FilePerImage;
import picocli.CommandLine.Option;

/** What a model is to say of images, and what is drawn: options that belong to one task or another. */
final class PredictionFlags {
    private static final int TOP = 5;
    private static final double LEAST_SCORE = 0.5;

    @Option(
            names = "--top",
            paramLabel = "N",
            description = "Of a classifier: likeliest classes to show of each image (default: " + TOP + ").")
    private @Nullable Integer top;

    @Option(
            names = "--explain",
            paramLabel = "FILE",
            description = "Of a classifier: draw what in the image speaks for the likeliest class (Grad-CAM) as a PNG."
                    + " Takes one image.")
    private @Nullable Path explanation;

    @Option(
            names = "--min-score",
            paramLabel = "SCORE",
            description = "Of a detector: show objects above this score, 0 to 1 (default: " + LEAST_SCORE
                    + "; average precision is measured from 0.001).")
    private @Nullable Double leastScore;

    @Option(
            names = "--masks",
            paramLabel = "DIR",
            description = "Of a segmentation network: write the class of each pixel as a PNG with PASCAL VOC's palette,"
                    + " one for each image.")
    private @Nullable Path masks;

    @Option(
            names = "--draw",
            paramLabel = "DIR",
            description = "Of a detector or a segmentation network: draw boxes or masks over each image, as a JPEG.")
    private @Nullable Path drawings;

    /** Looks at what can be seen without the model. */
    void check() {
        if (top != null && top < 1) {
            throw new InvalidInputException("--top is " + top + ", expected at least 1");
        }
        if (leastScore != null && !(leastScore >= 0 && leastScore < 1)) {
            throw new InvalidInputException("--min-score is " + leastScore + ", expected 0 or more and less than 1");
        }
        OutputPath.requireFile("--explain", explanation);
        OutputPath.requireFolder("--masks", masks);
        OutputPath.requireFolder("--draw", drawings);
    }

    /** Where to draw what speaks for the likeliest class. */
    @Nullable
    Path explanation() {
        return explanation;
    }

    /** Whether something is drawn that has names in it. */
    boolean isDrawn() {
        return drawings != null;
    }

    /**
     * Makes a model ready.
     *
     * @throws InvalidInputException if there are options for another task
     */
    Predictor predictor(Model model, UnlabelledImages images) {
        // Choosing looks at the machine's vectors, which the answer for one image would wait for.
        Kernels kernels = images.size() == 1
                ? KernelSelection.forOneImage()
                : KernelSelection.chosen().kernels();
        return switch (model.task()) {
            case Task.ObjectDetection task -> {
                refuse(model, "--top", top, "--explain", explanation, "--masks", masks);
                yield detecting(ObjectDetector.of(model, kernels), images);
            }
            case Task.SemanticSegmentation task -> {
                refuse(model, "--top", top, "--explain", explanation, "--min-score", leastScore);
                yield segmenting(ImageSegmenter.of(model), images);
            }
            case Task.ImageClassification task -> {
                refuse(model, "--min-score", leastScore, "--masks", masks, "--draw", drawings);
                yield classifying(ImageClassifier.of(model, kernels), images);
            }
            case Task.FeatureExtraction task ->
                classifying(ImageClassifier.of(model, kernels), images); // which says what to do
        };
    }

    private static void refuse(Model model, @Nullable Object... options) {
        for (int i = 0; i < options.length; i += 2) {
            if (options[i + 1] != null) {
                throw new InvalidInputException(options[i] + " does not go with "
                        + model.task().solver() + ", which the model is; leave it out");
            }
        }
    }

    private Predictor classifying(ImageClassifier classifier, UnlabelledImages images) {
        int shown = top == null ? TOP : top;
        return (index, image) -> {
            PredictedImage predicted = new PredictedImage(
                    images.name(index), classifier.classify(image).top(shown));
            return new Answer(predicted, predicted.text());
        };
    }

    private Predictor detecting(ObjectDetector all, UnlabelledImages images) {
        double least = leastScore == null ? LEAST_SCORE : leastScore;
        ObjectDetector detector = all.withLeastScore(least);
        FilePerImage drawn = files("--draw", drawings, images, ".jpg");
        return (index, image) -> {
            List<DetectedObject> objects = detector.detect(image);
            Path drawing = drawn == null ? null : drawn.write(index, ImageEncoder.jpeg(drawing(image, objects)));
            DetectedObjects detected = DetectedObjects.of(images.name(index), image, objects, drawing);
            return new Answer(detected, detected.text(least));
        };
    }

    private static RgbImage drawing(RgbImage image, List<DetectedObject> objects) {
        return BoxDrawing.over(
                image,
                objects.stream()
                        .map(object -> DrawnBox.of(object.box(), object.label(), object.score(), object.index()))
                        .toList());
    }

    private Predictor segmenting(ImageSegmenter segmenter, UnlabelledImages images) {
        FilePerImage drawn = files("--draw", drawings, images, ".jpg");
        FilePerImage written = files("--masks", masks, images, ".png");
        return (index, image) -> {
            Segmentation segmentation = segmenter.segment(image);
            Path mask = written == null ? null : written.write(index, ImageEncoder.indexedPng(segmentation.mask()));
            Path drawing = drawn == null
                    ? null
                    : drawn.write(
                            index,
                            ImageEncoder.jpeg(MaskDrawing.over(image, segmentation.mask(), segmentation.labels())));
            SegmentedImage segmented = SegmentedImage.of(images.name(index), segmentation, mask, drawing);
            return new Answer(segmented, segmented.text());
        };
    }

    private static @Nullable FilePerImage files(
            String option, @Nullable Path folder, UnlabelledImages images, String suffix) {
        try {
            return folder == null ? null : FilePerImage.in(folder, images, suffix);
        } catch (InvalidInputException e) {
            throw new InvalidInputException(option + ": " + e.getMessage(), e);
        }
    }
}
