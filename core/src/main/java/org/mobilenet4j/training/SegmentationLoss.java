package org.mobilenet4j.training;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.image.ClassMask;
import org.mobilenet4j.parallel.Workers;

/**
 * The mean cross entropy of a batch's pixels, of which those with the class {@link ClassMask#IGNORED} are left out; that of
 * an auxiliary head, where the network has one, counts half as much (torchvision's references/segmentation). Where every
 * pixel is ignored, the loss is 0.
 *
 * @param classes the background among them
 * @param workers over which the images of a batch are shared out
 */
public record SegmentationLoss(int classes, Workers workers) implements Objective<ClassMask> {
    private static final double AUXILIARY_WEIGHT = 0.5;

    @Override
    public Evaluation of(SequencedMap<String, float[]> outputs, LoadedBatch<ClassMask> batch) {
        double loss = 0;
        Map<String, float[]> gradients = new HashMap<>();
        for (Map.Entry<String, float[]> output : outputs.entrySet()) {
            double weight = switch (output.getKey()) {
                case Network.OUT -> 1;
                case Network.AUXILIARY -> AUXILIARY_WEIGHT;
                default -> 0;
            };
            if (weight > 0) {
                loss += lossAndGradient(output.getValue(), batch.targets(), weight);
                gradients.put(output.getKey(), output.getValue());
            }
        }
        return new Evaluation(loss, 0, gradients);
    }

    /** The pixels of which the loss is the mean. */
    @Override
    public double weight(LoadedBatch<ClassMask> batch) {
        return Math.max(1, counted(batch.targets()));
    }

    private long counted(List<ClassMask> masks) {
        long[] counts = new long[masks.size()];
        workers.forEach(counts.length, image -> {
            for (byte label : masks.get(image).classes()) {
                counts[image] += Byte.toUnsignedInt(label) == ClassMask.IGNORED ? 0 : 1;
            }
        });
        return Arrays.stream(counts).sum();
    }

    /**
     * The loss of one output, times {@code weight}; its scores, {@code images x height x width x classes}, become the
     * gradient of that.
     */
    double lossAndGradient(float[] scores, List<ClassMask> masks, double weight) {
        double scale = weight / Math.max(1, counted(masks));
        double[] losses = new double[masks.size()];
        workers.forEach(losses.length, image -> {
            byte[] labels = masks.get(image).classes();
            int at = image * labels.length * classes;
            double sum = 0;
            for (int pixel = 0; pixel < labels.length; pixel++, at += classes) {
                int label = Byte.toUnsignedInt(labels[pixel]);
                if (label == ClassMask.IGNORED) {
                    Arrays.fill(scores, at, at + classes, 0);
                } else {
                    sum += SoftmaxCrossEntropy.lossAndGradient(scores, at, classes, label, scale);
                }
            }
            losses[image] = sum;
        });
        return Arrays.stream(losses).sum();
    }
}
