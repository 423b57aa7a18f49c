package org.mobilenet4j.training;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.stream.IntStream;
import org.mobilenet4j.architecture.SsdLite;
import org.mobilenet4j.detection.BoxCoder;
import org.mobilenet4j.detection.Corners;
import org.mobilenet4j.detection.DefaultBoxMatching;
import org.mobilenet4j.detection.ObjectTarget;
import org.mobilenet4j.detection.SsdHeads;
import org.mobilenet4j.parallel.Workers;

/**
 * SSD's loss (Liu et al. 2016, section 2.2), with torchvision's numbers: the cross entropy of matched default boxes and of
 * three times as many others of their image, those that are most wrong, and the smooth L1 distance of the matched ones'
 * codes; both summed and divided by the matched default boxes of the batch. An image without objects adds nothing.
 *
 * @param workers over which the images of a batch are shared out
 */
public record DetectionLoss(SsdHeads heads, Workers workers) implements Objective<List<ObjectTarget>> {
    private static final int NEGATIVES_PER_POSITIVE = 3;

    /**
     * The two parts of the loss of a batch.
     *
     * @param classification of the classes
     * @param boxes of the codes
     */
    public record Parts(double classification, double boxes) {
        double sum() {
            return classification + boxes;
        }
    }

    /** What an image's default boxes are to learn. */
    private record Matched(List<ObjectTarget> objects, int[] matches, int count) {}

    @Override
    public Evaluation of(SequencedMap<String, float[]> outputs, LoadedBatch<List<ObjectTarget>> batch) {
        double loss = partsAndGradient(outputs, batch.targets()).sum();
        Map<String, float[]> gradients = new HashMap<>();
        for (int level = 0; level < SsdLite.levels(); level++) {
            for (String output : List.of(SsdLite.classLogits(level), SsdLite.boxRegression(level))) {
                gradients.put(output, Objects.requireNonNull(outputs.get(output)));
            }
        }
        return new Evaluation(loss, 0, gradients);
    }

    /** The loss of a batch; the outputs become its gradient. */
    Parts partsAndGradient(Map<String, float[]> outputs, List<List<ObjectTarget>> targets) {
        int images = targets.size();
        Matched[] matched = new Matched[images];
        workers.forEach(images, image -> matched[image] = match(targets.get(image)));
        double divisor =
                Math.max(1, Arrays.stream(matched).mapToInt(Matched::count).sum());
        Parts[] parts = new Parts[images];
        workers.forEach(images, image -> {
            SsdHeads.Values values = heads.of(name -> Objects.requireNonNull(outputs.get(name)), image);
            parts[image] = partsAndGradient(values, matched[image], divisor);
            heads.write(values, name -> Objects.requireNonNull(outputs.get(name)), image);
        });
        return new Parts(
                Arrays.stream(parts).mapToDouble(Parts::classification).sum(),
                Arrays.stream(parts).mapToDouble(Parts::boxes).sum());
    }

    /** The loss of one image; what the network says of it becomes the gradient. */
    double loss(SsdHeads.Values values, List<ObjectTarget> targets) {
        Matched matched = match(targets);
        return partsAndGradient(values, matched, Math.max(1, matched.count)).sum();
    }

    private Matched match(List<ObjectTarget> targets) {
        List<ObjectTarget> objects =
                targets.stream().filter(object -> !object.isCrowd()).toList();
        List<Corners> boxes = objects.stream().map(ObjectTarget::box).toList();
        int[] matches = DefaultBoxMatching.of(boxes, heads.defaultBoxes(), DefaultBoxMatching.ENOUGH);
        int count = (int) Arrays.stream(matches)
                .filter(match -> match != DefaultBoxMatching.BACKGROUND)
                .count();
        return new Matched(objects, matches, count);
    }

    /** Of one image; its values become the gradient. */
    private Parts partsAndGradient(SsdHeads.Values values, Matched matched, double divisor) {
        if (matched.count == 0) {
            Arrays.fill(values.classLogits(), 0);
            Arrays.fill(values.codes(), 0);
            return new Parts(0, 0);
        }
        int classes = heads.classes();
        double[] losses = new double[heads.boxes()];
        double boxLoss = 0;
        for (int box = 0; box < losses.length; box++) {
            int match = matched.matches[box];
            boolean isBackground = match == DefaultBoxMatching.BACKGROUND;
            int label = isBackground ? 0 : matched.objects.get(match).label();
            losses[box] = SoftmaxCrossEntropy.lossAndGradient(values.classLogits(), box * classes, classes, label, 1);
            if (isBackground) {
                Arrays.fill(values.codes(), 4 * box, 4 * box + 4, 0);
            } else {
                boxLoss += codeLossAndGradient(
                        values.codes(), box, matched.objects.get(match).box(), divisor);
            }
        }
        boolean[] isLearned = learned(losses, matched);
        double classLoss = 0;
        for (int box = 0; box < losses.length; box++) {
            float scale = isLearned[box] ? (float) (1 / divisor) : 0;
            classLoss += isLearned[box] ? losses[box] : 0;
            for (int i = box * classes; i < (box + 1) * classes; i++) {
                values.classLogits()[i] *= scale;
            }
        }
        return new Parts(classLoss / divisor, boxLoss / divisor);
    }

    /** Smooth L1 with a corner at 1. */
    private double codeLossAndGradient(float[] codes, int box, Corners object, double divisor) {
        float[] wanted = BoxCoder.encode(object, Corners.at(heads.defaultBoxes(), box));
        double loss = 0;
        for (int i = 0; i < 4; i++) {
            float off = codes[4 * box + i] - wanted[i];
            loss += Math.abs(off) < 1 ? 0.5 * off * off : Math.abs(off) - 0.5;
            codes[4 * box + i] = (float) (Math.clamp(off, -1, 1) / divisor);
        }
        return loss;
    }

    /** The matched default boxes, and of the others the most wrong; of equally wrong ones the first. */
    private boolean[] learned(double[] losses, Matched matched) {
        boolean[] isLearned = new boolean[losses.length];
        double[] others = IntStream.range(0, losses.length)
                .filter(box -> matched.matches[box] == DefaultBoxMatching.BACKGROUND)
                .mapToDouble(box -> losses[box])
                .sorted()
                .toArray();
        int negatives = Math.min(others.length, NEGATIVES_PER_POSITIVE * matched.count);
        double least = negatives == 0 ? Double.POSITIVE_INFINITY : others[others.length - negatives];
        int atLeast = negatives; // how many may still be as wrong as the least
        for (int i = others.length - 1; i >= 0 && others[i] > least; i--) {
            atLeast--;
        }
        for (int box = 0; box < losses.length; box++) {
            if (matched.matches[box] != DefaultBoxMatching.BACKGROUND) {
                isLearned[box] = true;
            } else if (losses[box] > least) {
                isLearned[box] = true;
            } else if (losses[box] == least && atLeast > 0) {
                isLearned[box] = true;
                atLeast--;
            }
        }
        return isLearned;
    }
}
