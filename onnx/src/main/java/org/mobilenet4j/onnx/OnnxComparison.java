package org.mobilenet4j.onnx;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.mobilenet4j.Model;
import org.mobilenet4j.Task;
import org.mobilenet4j.architecture.MapShape;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.detection.Postprocessing;
import org.mobilenet4j.detection.ScoredBox;
import org.mobilenet4j.detection.SsdHeads;
import org.mobilenet4j.image.RgbImage;
import org.mobilenet4j.inference.CompiledNetwork;
import org.mobilenet4j.inference.FeatureMap;
import org.mobilenet4j.workflow.OutputComparison;

/**
 * How far what ONNX Runtime computes is from this library's engine, over some images. An image is a place with one answer
 * for a classifier; for a detector each default box is one, or each object where the file gives objects; for a segmentation
 * network each pixel. Safe for several threads.
 */
public final class OnnxComparison extends OutputComparison {
    /** Of an object's score, and of its edges as a part of the input's sides: what rounding may change. */
    private static final double SAME = 1e-3;

    private final Model model;
    private final CompiledNetwork engine;
    private final OnnxRuntimeModel runtime;

    /**
     * Compares nothing yet.
     *
     * @param model what {@code runtime}'s file was written from, or what was read from it
     */
    public OnnxComparison(Model model, OnnxRuntimeModel runtime) {
        this.model = model.ofOneSize();
        this.engine = this.model.compile();
        this.runtime = runtime;
    }

    /** Runs an image through both. */
    public void add(RgbImage image) {
        float[] input = runtime.input(image, model);
        Map<String, float[]> outputs = runtime.outputs(image, model);
        switch (model.task()) {
            case Task.ObjectDetection d -> addDetector(input, outputs);
            case Task.SemanticSegmentation s -> addSegmenter(input, outputs);
            case Task.ImageClassification c -> addClassifier(input, outputs);
            case Task.FeatureExtraction f -> addClassifier(input, outputs);
        }
    }

    private void addClassifier(float[] input, Map<String, float[]> found) {
        float[] logits = engine.logits(input);
        float[] outputs = found.values().iterator().next();
        if (outputs.length == 1 && logits.length == 2) { // one sigmoid tells two classes apart
            outputs = new float[] {1 - outputs[0], outputs[0]};
        }
        add(areProbabilities(outputs) ? softmax(logits) : logits, outputs);
    }

    private void addDetector(float[] input, Map<String, float[]> found) {
        MapShape shape = model.inputShape();
        SsdHeads heads = SsdHeads.of(model.network(), shape.height(), shape.width());
        Map<String, FeatureMap> outputs = engine.run(input);
        SsdHeads.Values expected =
                heads.of(name -> Objects.requireNonNull(outputs.get(name)).values(), 0);
        float[] logits = found.get(DetectorOutputs.CLASS_LOGITS);
        float[] codes = found.get(DetectorOutputs.BOX_REGRESSION);
        if (logits != null && codes != null) {
            add(expected.classLogits(), logits, heads.classes());
            addValues(expected.codes(), codes);
        } else {
            addObjects(heads, expected, found);
        }
    }

    /**
     * Where scores are all but equal, rounding decides which objects are left. So each that was found must be what some
     * default box says, none may be a duplicate of another, and the scores must go down as they do here.
     */
    private void addObjects(SsdHeads heads, SsdHeads.Values values, Map<String, float[]> found) {
        List<FoundObject> objects = FoundObject.all(found);
        List<ScoredBox> expected = heads.detections(values, Postprocessing.SSDLITE);
        DecodedBoxes said = DecodedBoxes.of(heads, values);
        objects.forEach(object -> addDifference(said.nearest(object), 1));
        addDifference(FoundObject.largestOverlap(objects) - Postprocessing.SSDLITE.overlap(), 1);
        int most = Math.max(objects.size(), expected.size());
        double least = Postprocessing.SSDLITE.leastScore();
        for (int i = 0; i < most; i++) {
            double here = i < expected.size() ? expected.get(i).score() : least;
            double there = i < objects.size() ? objects.get(i).score() : least;
            addDifference(Math.abs(here - there), 1);
        }
        long same = objects.stream()
                .filter(object -> object.isAmong(expected, heads, SAME))
                .count();
        addImage(most, (int) same);
    }

    private void addSegmenter(float[] input, Map<String, float[]> found) {
        FeatureMap expected = Objects.requireNonNull(engine.run(input).get(Network.OUT));
        int classes = expected.channels();
        float[] planes = found.get(Network.OUT);
        if (planes != null) {
            add(expected.values(), pixels(planes, classes), classes);
        } else {
            addClasses(expected.values(), Objects.requireNonNull(found.get(OnnxExport.CLASSES)), classes);
        }
    }

    /** A class may be another one whose score here is all but the highest. */
    private void addClasses(float[] scores, float[] found, int classes) {
        int same = 0;
        for (int i = 0; i < found.length; i++) {
            int best = largest(scores, i * classes, classes);
            float score = scores[i * classes + best];
            addDifference(score - scores[i * classes + (int) found[i]], Math.abs(score));
            same += best == (int) found[i] ? 1 : 0;
        }
        addImage(found.length, same);
    }

    /** From {@code classes x pixels} to {@code pixels x classes}. */
    static float[] pixels(float[] planes, int classes) {
        int count = planes.length / classes;
        float[] pixels = new float[planes.length];
        for (int i = 0; i < planes.length; i++) {
            pixels[i % count * classes + i / count] = planes[i];
        }
        return pixels;
    }

    /** Files end with a softmax or without one. */
    private static boolean areProbabilities(float[] outputs) {
        double sum = 0;
        for (float output : outputs) {
            if (output < 0) {
                return false;
            }
            sum += output;
        }
        return Math.abs(sum - 1) < 1e-3;
    }

    private static float[] softmax(float[] logits) {
        double largest = logits[largest(logits)];
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(logit - largest);
        }
        float[] probabilities = new float[logits.length];
        for (int i = 0; i < logits.length; i++) {
            probabilities[i] = (float) (Math.exp(logits[i] - largest) / sum);
        }
        return probabilities;
    }
}
