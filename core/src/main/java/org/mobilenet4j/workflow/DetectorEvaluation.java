package org.mobilenet4j.workflow;

import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.mobilenet4j.DetectedObject;
import org.mobilenet4j.Model;
import org.mobilenet4j.ObjectDetector;
import org.mobilenet4j.data.AnnotatedDataset;
import org.mobilenet4j.data.AnnotatedImages;
import org.mobilenet4j.data.AnnotatedObject;
import org.mobilenet4j.data.ImageReader;
import org.mobilenet4j.data.ImageResults;
import org.mobilenet4j.evaluation.Detection;
import org.mobilenet4j.evaluation.DetectionFigures;
import org.mobilenet4j.evaluation.TrueObject;
import org.mobilenet4j.image.RgbImage;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.workflow.EvaluatedDetections.JudgedImage;

/** How good a detector is on annotated images. Its classes and the data's are matched by name. */
public record DetectorEvaluation(Model model, ImageReader reader) {
    /** Reads images as the model's preprocessing wants them. */
    public DetectorEvaluation {
        reader = reader.following(model.preprocessing());
    }

    /**
     * Evaluates the detector on the part of a dataset to test on, or else to validate on, or else on all of it.
     *
     * @param dataset opened for detection
     * @throws InvalidInputException if the model is no detector, has no class in common with the data, or no image can be
     *     read; with a strict reader, if one cannot
     */
    public EvaluatedDetections run(AnnotatedDataset dataset, WorkflowListener listener) {
        ObjectDetector detector = ObjectDetector.of(model);
        AnnotatedImages images = AnnotatedEvaluation.images(dataset, model, listener);
        return run(images, detector::detect, AnnotatedEvaluation.isTrainedOn(model, dataset), listener);
    }

    /**
     * Evaluates the detector on given images, which it has not learned from.
     *
     * @throws InvalidInputException as the other does
     */
    public EvaluatedDetections run(AnnotatedImages images, WorkflowListener listener) {
        return run(images, ObjectDetector.of(model)::detect, listener);
    }

    /**
     * Evaluates what another runtime makes of the model.
     *
     * @param detector finds objects named by the model's labels; called by several threads at once
     * @throws InvalidInputException as the others do
     */
    public EvaluatedDetections run(
            AnnotatedImages images, Function<RgbImage, List<DetectedObject>> detector, WorkflowListener listener) {
        return run(images, detector, false, listener);
    }

    private EvaluatedDetections run(
            AnnotatedImages images,
            Function<RgbImage, List<DetectedObject>> detector,
            boolean isTrainedOn,
            WorkflowListener listener) {
        MatchedClasses classes = MatchedClasses.of(model, images);
        classes.tell(model, images, listener);
        long begin = System.nanoTime();
        listener.onTask("evaluating", images.size());
        ImageResults<List<Detection>> found =
                reader.map(images, image -> detections(detector.apply(image), classes), listener);
        double seconds = (System.nanoTime() - begin) * 1e-9;
        AnnotatedImages readable = images.only(found.indexes());
        List<DetectionFigures.Image> judged = IntStream.range(0, readable.size())
                .mapToObj(i -> new DetectionFigures.Image(
                        objects(readable.objects(i), classes), found.results().get(i)))
                .toList();
        return new EvaluatedDetections(
                model,
                readable,
                reader,
                isTrainedOn,
                classes.names(),
                IntStream.range(0, judged.size())
                        .mapToObj(i ->
                                new JudgedImage(i, judged.get(i), found.millis().get(i)))
                        .toList(),
                DetectionFigures.of(classes.names().size(), judged),
                found.skipped(),
                seconds);
    }

    private static List<Detection> detections(List<DetectedObject> found, MatchedClasses classes) {
        return found.stream()
                .filter(object -> classes.ofModel()[object.index()] >= 0)
                .map(object -> new Detection(classes.ofModel()[object.index()], object.score(), object.box()))
                .toList();
    }

    private static List<TrueObject> objects(List<AnnotatedObject> annotated, MatchedClasses classes) {
        return annotated.stream()
                .filter(object -> classes.ofData()[object.label()] >= 0)
                .map(object -> new TrueObject(
                        classes.ofData()[object.label()],
                        object.box(),
                        object.area(),
                        object.isCrowd(),
                        object.isDifficult()))
                .toList();
    }
}
