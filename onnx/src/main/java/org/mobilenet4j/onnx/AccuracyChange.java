package org.mobilenet4j.onnx;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.mobilenet4j.ImageSegmenter;
import org.mobilenet4j.Model;
import org.mobilenet4j.ObjectDetector;
import org.mobilenet4j.Segmentation;
import org.mobilenet4j.Task;
import org.mobilenet4j.architecture.MapShape;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.data.AnnotatedImages;
import org.mobilenet4j.data.ImageFolder;
import org.mobilenet4j.data.ImageReader;
import org.mobilenet4j.data.ImageResults;
import org.mobilenet4j.data.LabelledImages;
import org.mobilenet4j.detection.SsdHeads;
import org.mobilenet4j.image.RgbImage;
import org.mobilenet4j.inference.CompiledNetwork;
import org.mobilenet4j.inference.FeatureMap;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.workflow.DetectorEvaluation;
import org.mobilenet4j.workflow.EvaluatedDetections;
import org.mobilenet4j.workflow.EvaluatedMasks;
import org.mobilenet4j.workflow.OutputComparison;
import org.mobilenet4j.workflow.SegmenterEvaluation;
import org.mobilenet4j.workflow.WorkflowListener;

/**
 * How good a model is before and after it became one of eight bits.
 *
 * @param measure top-1, box mAP or mean IoU
 * @param images that could be read
 * @param before of this program's engine, 0 to 1
 * @param after of the int8 file in ONNX Runtime
 */
public record AccuracyChange(String measure, int images, double before, double after) {
    /**
     * Measures both.
     *
     * @param model of one size
     * @throws InvalidInputException if the data is for another task, or none of it can be read
     */
    static AccuracyChange of(
            Model model, OnnxRuntimeModel int8, MeasuredData data, ImageReader reader, WorkflowListener listener) {
        return switch (data) {
            case MeasuredData.Classes classes -> ofClassifier(model, int8, classes.folder(), reader, listener);
            case MeasuredData.Annotations annotations -> {
                AnnotatedImages images =
                        annotations.dataset().part(annotations.dataset().evaluationPart());
                yield model.task() instanceof Task.ObjectDetection
                        ? ofDetector(model, int8, images, reader, listener)
                        : ofSegmenter(model, int8, images, reader, listener);
            }
        };
    }

    private static AccuracyChange ofClassifier(
            Model model, OnnxRuntimeModel int8, ImageFolder data, ImageReader reader, WorkflowListener listener) {
        CompiledNetwork engine = model.compile();
        LabelledImages images = LabelledImages.of(data);
        listener.onTask("counting", images.size());
        ImageResults<int[]> answers = reader.map(
                images,
                image -> new int[] {
                    OutputComparison.largest(engine.logits(model.input(image))),
                    OutputComparison.largest(int8.run(image, model.preprocessing()))
                },
                listener);
        List<Integer> labels = images.only(answers.indexes()).labels();
        int before = 0;
        int after = 0;
        for (int i = 0; i < labels.size(); i++) {
            before += answers.results().get(i)[0] == labels.get(i) ? 1 : 0;
            after += answers.results().get(i)[1] == labels.get(i) ? 1 : 0;
        }
        int count = labels.size();
        return new AccuracyChange("top-1", count, (double) before / count, (double) after / count);
    }

    private static AccuracyChange ofDetector(
            Model model, OnnxRuntimeModel int8, AnnotatedImages images, ImageReader reader, WorkflowListener listener) {
        DetectorEvaluation evaluation = new DetectorEvaluation(model, reader);
        ObjectDetector detector = ObjectDetector.of(model);
        EvaluatedDetections before = evaluation.run(images, listener);
        EvaluatedDetections after = evaluation.run(
                images,
                image -> {
                    Map<String, float[]> outputs = int8.outputs(image, model);
                    SsdHeads.Values values = new SsdHeads.Values(
                            required(outputs, DetectorOutputs.CLASS_LOGITS),
                            required(outputs, DetectorOutputs.BOX_REGRESSION));
                    return detector.objects(values, image.height(), image.width());
                },
                WorkflowListener.NONE);
        return new AccuracyChange(
                "box mAP",
                before.judged().size(),
                before.figures().coco().ap(),
                after.figures().coco().ap());
    }

    private static AccuracyChange ofSegmenter(
            Model model, OnnxRuntimeModel int8, AnnotatedImages images, ImageReader reader, WorkflowListener listener) {
        SegmenterEvaluation evaluation = new SegmenterEvaluation(model, reader);
        ImageSegmenter segmenter = ImageSegmenter.of(model);
        EvaluatedMasks before = evaluation.run(images, listener);
        EvaluatedMasks after =
                evaluation.run(images, image -> segmentation(segmenter, model, int8, image), WorkflowListener.NONE);
        return new AccuracyChange("mean IoU", before.judged().size(), before.meanIou(), after.meanIou());
    }

    private static Segmentation segmentation(
            ImageSegmenter segmenter, Model model, OnnxRuntimeModel int8, RgbImage image) {
        MapShape shape = model.inputShape();
        int classes = model.labels().size();
        float[] scores = OnnxComparison.pixels(required(int8.outputs(image, model), Network.OUT), classes);
        return segmenter.segmentation(
                new FeatureMap(Network.OUT, shape.height(), shape.width(), classes, scores),
                image.height(),
                image.width());
    }

    private static float[] required(Map<String, float[]> outputs, String name) {
        return Objects.requireNonNull(outputs.get(name), name);
    }
}
