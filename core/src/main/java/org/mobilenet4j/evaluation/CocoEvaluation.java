package org.mobilenet4j.evaluation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * COCO's average precision and recall (Lin et al. 2014, and the rules on cocodataset.org), to pycocotools' arithmetic: of
 * boxes where regions are boxes, of masks where they are masks. Images are added one by one and only counts are kept of
 * them. Where scores are equal, detections count in the order in which they were added; pycocotools takes images by
 * ascending id. Not thread-safe.
 */
public final class CocoEvaluation {
    /** IoU 0.50, 0.55 to 0.95, rounded as {@code numpy.linspace} rounds them. */
    private static final double[] THRESHOLDS = IntStream.range(0, 10)
            .mapToDouble(i -> i == 9 ? 0.95 : i * ((0.95 - 0.5) / 9) + 0.5)
            .toArray();

    private static final int AT_75 = 5;
    /** Detections of each class. */
    static final int MOST_PER_IMAGE = 100;

    private final List<Map<AreaRange, ClassMatches>> classes;

    /** @param classes how many there are */
    public CocoEvaluation(int classes) {
        this.classes =
                IntStream.range(0, classes).mapToObj(label -> matchesBySize()).toList();
    }

    private static Map<AreaRange, ClassMatches> matchesBySize() {
        Map<AreaRange, ClassMatches> matches = new EnumMap<>(AreaRange.class);
        for (AreaRange range : AreaRange.values()) {
            matches.put(range, new ClassMatches(range, THRESHOLDS));
        }
        return matches;
    }

    private ClassMatches matches(int label, AreaRange range) {
        return Objects.requireNonNull(classes.get(label).get(range));
    }

    /**
     * Measures the detections of one image. Of a class, the hundred with the highest scores count.
     *
     * @throws IllegalArgumentException if boxes and masks are mixed, or a class is not among those to be measured
     */
    public void add(List<TrueObject> truths, List<Detection> detections) {
        truths.forEach(truth -> requireClass(truth.label()));
        detections.forEach(detection -> requireClass(detection.label()));
        for (int label = 0; label < classes.size(); label++) {
            int wanted = label;
            List<TrueObject> objects =
                    truths.stream().filter(truth -> truth.label() == wanted).toList();
            List<Detection> surest = detections.stream()
                    .filter(detection -> detection.label() == wanted)
                    .sorted(Comparator.comparingDouble(detection -> -detection.score()))
                    .limit(MOST_PER_IMAGE)
                    .toList();
            if (objects.isEmpty() && surest.isEmpty()) {
                continue;
            }
            double[][] overlaps = overlaps(surest, objects);
            for (ClassMatches matches : classes.get(label).values()) {
                matches.add(surest, objects, overlaps);
            }
        }
    }

    private void requireClass(int label) {
        if (label >= classes.size()) {
            throw new IllegalArgumentException("class " + label + ", expected one of " + classes.size());
        }
    }

    private static double[][] overlaps(List<Detection> detections, List<TrueObject> truths) {
        double[][] overlaps = new double[detections.size()][truths.size()];
        for (int i = 0; i < overlaps.length; i++) {
            for (int j = 0; j < truths.size(); j++) {
                TrueObject truth = truths.get(j);
                overlaps[i][j] = truth.isCrowd()
                        ? detections.get(i).region().shareWithin(truth.region())
                        : detections.get(i).region().iou(truth.region());
            }
        }
        return overlaps;
    }

    /** The twelve figures over all classes that have objects. */
    public CocoFigures figures() {
        return new CocoFigures(
                averagePrecision(AreaRange.ALL),
                precisionAt(0),
                precisionAt(AT_75),
                averagePrecision(AreaRange.SMALL),
                averagePrecision(AreaRange.MEDIUM),
                averagePrecision(AreaRange.LARGE),
                averageRecall(AreaRange.ALL, 1),
                averageRecall(AreaRange.ALL, 10),
                averageRecall(AreaRange.ALL, MOST_PER_IMAGE),
                averageRecall(AreaRange.SMALL, MOST_PER_IMAGE),
                averageRecall(AreaRange.MEDIUM, MOST_PER_IMAGE),
                averageRecall(AreaRange.LARGE, MOST_PER_IMAGE));
    }

    /** The average precision at each threshold, IoU 0.50, 0.55 to 0.95, over all classes that have objects. */
    public double[] averagePrecisionByThreshold() {
        return IntStream.range(0, THRESHOLDS.length)
                .mapToDouble(this::precisionAt)
                .toArray();
    }

    /** Of each class, in their order. */
    public List<CocoClassFigures> classFigures() {
        List<CocoClassFigures> figures = new ArrayList<>();
        for (int label = 0; label < classes.size(); label++) {
            ClassMatches all = matches(label, AreaRange.ALL);
            double[] byThreshold = IntStream.range(0, THRESHOLDS.length)
                    .mapToDouble(
                            threshold -> all.curve(threshold, MOST_PER_IMAGE).cocoAveragePrecision())
                    .toArray();
            double[] recalls = IntStream.range(0, THRESHOLDS.length)
                    .mapToDouble(
                            threshold -> all.curve(threshold, MOST_PER_IMAGE).finalRecall())
                    .toArray();
            figures.add(new CocoClassFigures(
                    label,
                    all.objects(),
                    Means.of(byThreshold),
                    byThreshold[0],
                    byThreshold[AT_75],
                    Means.of(recalls)));
        }
        return figures;
    }

    /** Precision and recall of a class at IoU 0.50. */
    public PrecisionRecall curveAt50(int label) {
        return matches(label, AreaRange.ALL).curve(0, MOST_PER_IMAGE);
    }

    private double precisionAt(int threshold) {
        return Means.of(IntStream.range(0, classes.size())
                .mapToDouble(label -> precision(label, AreaRange.ALL, threshold))
                .toArray());
    }

    private double averagePrecision(AreaRange range) {
        return Means.of(IntStream.range(0, classes.size())
                .boxed()
                .flatMapToDouble(label -> IntStream.range(0, THRESHOLDS.length)
                        .mapToDouble(threshold -> precision(label, range, threshold)))
                .toArray());
    }

    private double precision(int label, AreaRange range, int threshold) {
        return matches(label, range).curve(threshold, MOST_PER_IMAGE).cocoAveragePrecision();
    }

    private double averageRecall(AreaRange range, int perImage) {
        return Means.of(IntStream.range(0, classes.size())
                .boxed()
                .flatMapToDouble(label -> IntStream.range(0, THRESHOLDS.length)
                        .mapToDouble(threshold ->
                                matches(label, range).curve(threshold, perImage).finalRecall()))
                .toArray());
    }
}
