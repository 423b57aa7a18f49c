package org.mobilenet4j.training;

import java.util.List;
import java.util.Objects;
import org.mobilenet4j.architecture.MapShape;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.evaluation.PixelConfusion;
import org.mobilenet4j.image.ClassMask;
import org.mobilenet4j.inference.CompiledNetwork;
import org.mobilenet4j.inference.Compiler;
import org.mobilenet4j.parallel.Workers;
import org.mobilenet4j.parameters.Parameters;

/** The mean IoU of a segmentation network's classes over the pixels of its inputs, and the mean of its images' losses. */
public final class MeanIou implements Metric<ClassMask> {
    private record Judged(double loss, ClassMask truth, ClassMask predicted) {}

    @Override
    public Figures of(Parameters parameters, MapShape input, TrainingExamples<ClassMask> examples, Workers workers) {
        Network network = parameters.network().only(Network.OUT);
        CompiledNetwork compiled = Compiler.compile(parameters.of(network), input.height(), input.width());
        int classes = network.channels(Objects.requireNonNull(network.outputs().get(Network.OUT)));
        SegmentationLoss loss = new SegmentationLoss(classes, Workers.CALLER);
        PixelConfusion confusion = new PixelConfusion(classes);
        double[] lossSum = new double[1];
        workers.mapInOrder(examples.size(), index -> judge(compiled, loss, input, examples, index), judged -> {
            lossSum[0] += judged.loss;
            confusion.add(judged.truth, judged.predicted);
        });
        return new Figures(lossSum[0] / examples.size(), confusion.meanIou());
    }

    private static Judged judge(
            CompiledNetwork network,
            SegmentationLoss loss,
            MapShape shape,
            TrainingExamples<ClassMask> examples,
            int index) {
        float[] image = new float[network.inputLength()];
        ClassMask truth = examples.read(index, shape, 0, image);
        float[] scores =
                Objects.requireNonNull(network.run(image).get(Network.OUT)).values();
        int classes = loss.classes();
        byte[] best = new byte[truth.classes().length];
        for (int pixel = 0; pixel < best.length; pixel++) {
            best[pixel] = (byte) LinearHead.largest(scores, pixel * classes, classes);
        }
        double own = loss.lossAndGradient(scores, List.of(truth), 1);
        return new Judged(own, truth, new ClassMask(truth.width(), truth.height(), best));
    }
}
