package org.mobilenet4j.evaluation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.mobilenet4j.image.Box;
import org.mobilenet4j.image.Region;

/**
 * PASCAL VOC's average precision (Everingham et al. 2010, section 4.2). Of detections, the surest first, each is held
 * against the object of its class that it overlaps most: the first at an object is right, those after it are wrong, and at
 * a difficult one nothing counts. Where scores are equal, detections count in the order in which they were added. Not
 * thread-safe.
 */
public final class VocEvaluation {
    private final double threshold;
    private final double lastPixel;
    private final List<List<Candidate>> classes;
    private final int[] objects;
    private int images;

    /**
     * A detection, and the object that it overlaps most, by its image and its number there.
     *
     * @param object -1 where it overlaps none enough
     */
    private record Candidate(double score, int image, int object, boolean isDifficult) {}

    /**
     * An evaluation without images.
     *
     * @param classes how many there are
     * @param threshold the least IoU, 0.5 in all of VOC's years
     * @param isLastPixelCounted whether a box of columns 3 to 5 has a width of 3, as in VOC's own kit where corners are
     *     the numbers of pixels; not for boxes such as {@link Box}, whose right end is where the last pixel ends
     */
    public VocEvaluation(int classes, double threshold, boolean isLastPixelCounted) {
        if (!(threshold > 0 && threshold <= 1)) {
            throw new IllegalArgumentException("the threshold is " + threshold + ", expected in (0, 1]");
        }
        this.threshold = threshold;
        this.lastPixel = isLastPixelCounted ? 1 : 0;
        this.classes = IntStream.range(0, classes)
                .mapToObj(label -> (List<Candidate>) new ArrayList<Candidate>())
                .toList();
        this.objects = new int[classes];
    }

    /** IoU 0.5 between boxes whose right end is where the last pixel ends. */
    public VocEvaluation(int classes) {
        this(classes, 0.5, false);
    }

    /**
     * Measures the detections of one image.
     *
     * @throws IllegalArgumentException if a region is not a box, or a class not among those to be measured
     */
    public void add(List<TrueObject> truths, List<Detection> detections) {
        for (TrueObject truth : truths) {
            requireClass(truth.label());
            objects[truth.label()] += truth.isDifficult() ? 0 : 1;
        }
        for (Detection detection : detections) {
            requireClass(detection.label());
            int best = -1;
            double most = 0;
            for (int i = 0; i < truths.size(); i++) {
                double overlap = truths.get(i).label() == detection.label()
                        ? iou(boxOf(detection.region()), boxOf(truths.get(i).region()))
                        : 0;
                if (overlap > most) {
                    best = i;
                    most = overlap;
                }
            }
            boolean isMatch = best >= 0 && most >= threshold;
            classes.get(detection.label())
                    .add(new Candidate(
                            detection.score(),
                            images,
                            isMatch ? best : -1,
                            isMatch && truths.get(best).isDifficult()));
        }
        images++;
    }

    private void requireClass(int label) {
        if (label < 0 || label >= objects.length) {
            throw new IllegalArgumentException("class " + label + ", expected one of " + objects.length);
        }
    }

    private static Box boxOf(Region region) {
        if (region instanceof Box box) {
            return box;
        }
        throw new IllegalArgumentException("VOC's average precision is of boxes, not of masks");
    }

    private double iou(Box a, Box b) {
        double columns = Math.min(a.right(), b.right()) - Math.max(a.left(), b.left()) + lastPixel;
        double rows = Math.min(a.bottom(), b.bottom()) - Math.max(a.top(), b.top()) + lastPixel;
        if (columns <= 0 || rows <= 0) {
            return 0;
        }
        double common = columns * rows;
        return common / (area(a) + area(b) - common);
    }

    private double area(Box box) {
        return (box.width() + lastPixel) * (box.height() + lastPixel);
    }

    /** Precision and recall of a class. */
    public PrecisionRecall curve(int label) {
        record Place(int image, int object) {}

        List<Candidate> counted = classes.get(label).stream()
                .filter(candidate -> !candidate.isDifficult)
                .sorted(Comparator.comparingDouble(candidate -> -candidate.score))
                .toList();
        boolean[] isFound = new boolean[counted.size()];
        Set<Place> taken = new HashSet<>();
        for (int i = 0; i < isFound.length; i++) {
            Candidate candidate = counted.get(i);
            isFound[i] = candidate.object >= 0 && taken.add(new Place(candidate.image, candidate.object));
        }
        double[] scores = counted.stream().mapToDouble(Candidate::score).toArray();
        return PrecisionRecall.of(scores, isFound, objects[label]);
    }

    /** The mean over the classes that have objects, of the eleven-point rule (VOC 2007); NaN where none has. */
    public double elevenPointMean() {
        return Means.of(IntStream.range(0, objects.length)
                .mapToDouble(label -> curve(label).elevenPointAveragePrecision())
                .toArray());
    }

    /** The mean over the classes that have objects, of the area rule (VOC 2010 and later); NaN where none has. */
    public double allPointMean() {
        return Means.of(IntStream.range(0, objects.length)
                .mapToDouble(label -> curve(label).allPointAveragePrecision())
                .toArray());
    }
}
