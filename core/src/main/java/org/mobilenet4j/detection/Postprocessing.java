package org.mobilenet4j.detection;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * From a detector's raw outputs to objects, as torchvision's SSD does it: softmax over the classes, the best boxes of each
 * class, non-maximum suppression within each class, the best of what is left. A default box may give several classes.
 * Immutable.
 *
 * @param leastScore what a score must be above
 * @param candidatesPerClass how many boxes of a class are looked at, the best
 * @param overlap the intersection over union above which a box is taken for the same object as a better one of its class
 * @param mostDetections how many objects an image has at most
 */
public record Postprocessing(double leastScore, int candidatesPerClass, double overlap, int mostDetections) {
    /** What torchvision evaluates SSDLite with. */
    public static final Postprocessing SSDLITE = new Postprocessing(0.001, 300, 0.55, 300);

    public Postprocessing {
        if (!(leastScore >= 0 && leastScore < 1)) {
            throw new IllegalArgumentException("leastScore is " + leastScore + ", expected in [0, 1)");
        }
        if (!(overlap >= 0 && overlap <= 1)) {
            throw new IllegalArgumentException("overlap is " + overlap + ", expected in [0, 1]");
        }
        if (candidatesPerClass < 1 || mostDetections < 1) {
            throw new IllegalArgumentException("candidatesPerClass is " + candidatesPerClass + ", mostDetections "
                    + mostDetections + ", expected at least 1");
        }
    }

    /** The same for objects of higher scores. */
    public Postprocessing withLeastScore(double other) {
        return new Postprocessing(other, candidatesPerClass, overlap, mostDetections);
    }

    /** One class at one default box. */
    private record Candidate(int defaultBox, float score) {}

    /**
     * The objects in an image.
     *
     * @param classLogits {@code default boxes x classes}
     * @param codes {@code default boxes x 4}, as {@link BoxCoder} reads them
     * @param defaultBoxes in the pixels of the network's input
     * @param classes with the background, which is the first
     * @param height of the network's input, which boxes are clipped to
     * @param width of the network's input
     * @return the best first, boxes in the pixels of the network's input
     */
    public List<ScoredBox> detections(
            float[] classLogits, float[] codes, float[] defaultBoxes, int classes, int height, int width) {
        List<ScoredBox> candidates = candidates(classLogits, codes, defaultBoxes, classes, height, width);
        int count = candidates.size();
        float[] boxes = new float[4 * count];
        float[] scores = new float[count];
        int[] labels = new int[count];
        for (int i = 0; i < count; i++) {
            ScoredBox candidate = candidates.get(i);
            Corners box = candidate.box();
            boxes[4 * i] = box.left();
            boxes[4 * i + 1] = box.top();
            boxes[4 * i + 2] = box.right();
            boxes[4 * i + 3] = box.bottom();
            scores[i] = candidate.score();
            labels[i] = candidate.label();
        }
        int[] kept = NonMaximumSuppression.byLabel(boxes, scores, labels, overlap);
        return Arrays.stream(kept)
                .limit(mostDetections)
                .mapToObj(candidates::get)
                .toList();
    }

    /** The best of each class, class by class. */
    private List<ScoredBox> candidates(
            float[] classLogits, float[] codes, float[] defaultBoxes, int classes, int height, int width) {
        List<ScoredBox> candidates = new ArrayList<>();
        float[] box = new float[4];
        List<List<Candidate>> byClass = scored(classLogits, classes);
        for (int label = 1; label < classes; label++) {
            List<Candidate> best = byClass.get(label);
            best.sort(Comparator.comparingDouble(candidate -> -candidate.score));
            for (Candidate candidate : best.subList(0, Math.min(candidatesPerClass, best.size()))) {
                BoxCoder.decode(codes, defaultBoxes, candidate.defaultBox, box, 0);
                candidates.add(new ScoredBox(
                        new Corners(
                                Math.clamp(box[0], 0, width),
                                Math.clamp(box[1], 0, height),
                                Math.clamp(box[2], 0, width),
                                Math.clamp(box[3], 0, height)),
                        label,
                        candidate.score));
            }
        }
        return candidates;
    }

    /** Every score above the least, by class. */
    private List<List<Candidate>> scored(float[] logits, int classes) {
        List<List<Candidate>> byClass = new ArrayList<>();
        for (int label = 0; label < classes; label++) {
            byClass.add(new ArrayList<>());
        }
        // A score is at most exp(logit - largest): most default boxes show the background and nothing near it.
        double least = Math.log(leastScore) - 1e-3;
        double[] powers = new double[classes];
        for (int at = 0; at < logits.length; at += classes) {
            float object = Float.NEGATIVE_INFINITY;
            for (int label = 1; label < classes; label++) {
                object = Math.max(object, logits[at + label]);
            }
            float largest = Math.max(object, logits[at]);
            if (object - largest < least) {
                continue;
            }
            double sum = 0;
            for (int label = 0; label < classes; label++) {
                powers[label] = Math.exp(logits[at + label] - largest);
                sum += powers[label];
            }
            for (int label = 1; label < classes; label++) {
                float score = (float) (powers[label] / sum);
                if (score > leastScore) {
                    byClass.get(label).add(new Candidate(at / classes, score));
                }
            }
        }
        return byClass;
    }
}
