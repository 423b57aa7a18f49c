package org.mobilenet4j.evaluation;

import java.util.List;
import java.util.stream.IntStream;

/**
 * How good detections are: what COCO and PASCAL VOC measure, which threshold for scores serves best, and what is taken for
 * what above it.
 *
 * @param coco COCO's twelve figures
 * @param apByIou average precision at IoU 0.50, 0.55 to 0.95
 * @param vocElevenPoint VOC's mean average precision by eleven points (2007), without difficult objects
 * @param vocAllPoint VOC's mean average precision by area (2010 and later)
 * @param classes of each class, in their order
 * @param thresholds precision and recall over the least score
 * @param confusion above the best threshold, at IoU 0.50: of the classes, and behind them the background, whose row are the
 *     false alarms and whose column are the misses
 */
public record DetectionFigures(
        CocoFigures coco,
        double[] apByIou,
        double vocElevenPoint,
        double vocAllPoint,
        List<DetectionClassFigures> classes,
        ScoreThresholds thresholds,
        ConfusionMatrix confusion) {

    public DetectionFigures {
        classes = List.copyOf(classes);
    }

    /** The objects of one image, and what was found in it. */
    public record Image(List<TrueObject> objects, List<Detection> detections) {
        public Image {
            objects = List.copyOf(objects);
            detections = List.copyOf(detections);
        }
    }

    /**
     * Measures detections by their boxes.
     *
     * @param classes how many there are
     * @throws IllegalArgumentException if a region is not a box, or a class not among those to be measured
     */
    public static DetectionFigures of(int classes, List<Image> images) {
        CocoEvaluation coco = new CocoEvaluation(classes);
        VocEvaluation voc = new VocEvaluation(classes);
        for (Image image : images) {
            coco.add(image.objects, image.detections);
            voc.add(image.objects, image.detections);
        }
        ScoreThresholds thresholds = ScoreThresholds.of(
                IntStream.range(0, classes).mapToObj(coco::curveAt50).toList());
        ConfusionMatrix confusion = new ConfusionMatrix(classes + 1);
        for (Image image : images) {
            count(MatchedObjects.of(image.objects, image.detections, thresholds.best()), confusion);
        }
        List<CocoClassFigures> ofEach = coco.classFigures();
        return new DetectionFigures(
                coco.figures(),
                coco.averagePrecisionByThreshold(),
                voc.elevenPointMean(),
                voc.allPointMean(),
                IntStream.range(0, classes)
                        .mapToObj(label -> of(ofEach.get(label), voc, coco.curveAt50(label), thresholds.best()))
                        .toList(),
                thresholds,
                confusion);
    }

    private static DetectionClassFigures of(
            CocoClassFigures coco, VocEvaluation voc, PrecisionRecall curve, double threshold) {
        PrecisionRecall vocs = voc.curve(coco.label());
        int counted = curve.detectionsAt(threshold);
        double found = curve.foundOf(counted);
        return new DetectionClassFigures(
                coco,
                vocs.elevenPointAveragePrecision(),
                vocs.allPointAveragePrecision(),
                curve,
                found / counted,
                found / curve.objects());
    }

    private static void count(MatchedObjects matched, ConfusionMatrix confusion) {
        int background = confusion.classes() - 1;
        matched.pairs()
                .forEach(pair ->
                        confusion.add(pair.object().label(), pair.detection().label()));
        matched.missed().forEach(object -> confusion.add(object.label(), background));
        matched.falseAlarms().forEach(detection -> confusion.add(background, detection.label()));
    }

    /** The objects that were to be found. */
    public int objects() {
        return classes.stream().mapToInt(each -> each.coco().objects()).sum();
    }

    /** Objects that nothing found, above the best threshold. */
    public int misses() {
        return confusion.predicted(classes.size());
    }

    /** Detections where nothing is, above the best threshold. */
    public int falseAlarms() {
        return confusion.actual(classes.size());
    }

    /** Objects that were found, as another class than theirs, above the best threshold. */
    public int mistaken() {
        int background = classes.size();
        return IntStream.range(0, background)
                .map(label ->
                        confusion.actual(label) - confusion.count(label, label) - confusion.count(label, background))
                .sum();
    }
}
