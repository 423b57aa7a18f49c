package org.mobilenet4j.training;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.mobilenet4j.architecture.MapShape;
import org.mobilenet4j.detection.Corners;
import org.mobilenet4j.detection.ObjectTarget;
import org.mobilenet4j.detection.Postprocessing;
import org.mobilenet4j.detection.ScoredBox;
import org.mobilenet4j.detection.SsdHeads;
import org.mobilenet4j.evaluation.CocoEvaluation;
import org.mobilenet4j.evaluation.Detection;
import org.mobilenet4j.evaluation.TrueObject;
import org.mobilenet4j.image.Box;
import org.mobilenet4j.inference.CompiledNetwork;
import org.mobilenet4j.inference.Compiler;
import org.mobilenet4j.inference.FeatureMap;
import org.mobilenet4j.parallel.Workers;
import org.mobilenet4j.parameters.Parameters;

/**
 * COCO's average precision of a detector, and the mean of its images' losses. It is measured in the network's input: IoU is
 * the same when both sides are stretched.
 */
public final class AveragePrecision implements Metric<List<ObjectTarget>> {
    private record Judged(double loss, List<TrueObject> truths, List<Detection> found) {}

    @Override
    public Figures of(
            Parameters parameters, MapShape input, TrainingExamples<List<ObjectTarget>> examples, Workers workers) {
        CompiledNetwork network = Compiler.compile(parameters, input.height(), input.width());
        SsdHeads heads = SsdHeads.of(parameters.network(), input.height(), input.width());
        DetectionLoss loss = new DetectionLoss(heads, Workers.CALLER);
        CocoEvaluation evaluation = new CocoEvaluation(heads.classes());
        double[] lossSum = new double[1];
        workers.mapInOrder(examples.size(), index -> judge(network, heads, loss, input, examples, index), judged -> {
            lossSum[0] += judged.loss;
            evaluation.add(judged.truths, judged.found);
        });
        // Where there is no object to find, there is no precision either.
        double precision = Math.max(0, evaluation.figures().ap());
        return new Figures(lossSum[0] / examples.size(), precision);
    }

    private static Judged judge(
            CompiledNetwork network,
            SsdHeads heads,
            DetectionLoss loss,
            MapShape shape,
            TrainingExamples<List<ObjectTarget>> examples,
            int index) {
        float[] image = new float[network.inputLength()];
        List<ObjectTarget> objects = examples.read(index, shape, 0, image);
        Map<String, FeatureMap> outputs = network.run(image);
        SsdHeads.Values values =
                heads.of(name -> Objects.requireNonNull(outputs.get(name)).values(), 0);
        List<Detection> found = heads.detections(values, Postprocessing.SSDLITE).stream()
                .map(AveragePrecision::detection)
                .toList();
        List<TrueObject> truths = objects.stream().map(AveragePrecision::truth).toList();
        return new Judged(loss.loss(values, objects), truths, found);
    }

    private static Detection detection(ScoredBox found) {
        return new Detection(found.label(), found.score(), box(found.box()));
    }

    private static TrueObject truth(ObjectTarget object) {
        Box box = box(object.box());
        return new TrueObject(object.label(), box, box.area(), object.isCrowd(), false);
    }

    private static Box box(Corners corners) {
        return Box.ofCorners(corners.left(), corners.top(), corners.right(), corners.bottom());
    }
}
