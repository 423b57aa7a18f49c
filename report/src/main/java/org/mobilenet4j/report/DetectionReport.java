package org.mobilenet4j.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.mobilenet4j.evaluation.CocoFigures;
import org.mobilenet4j.evaluation.ConfusionMatrix;
import org.mobilenet4j.evaluation.DetectionClassFigures;
import org.mobilenet4j.evaluation.DetectionFigures;
import org.mobilenet4j.evaluation.ScoreThresholds;
import org.mobilenet4j.workflow.EvaluatedDetections;
import org.mobilenet4j.workflow.FolderEvaluation;

/**
 * A page on how good a detector is: whether to use it, at which score, and where it fails.
 *
 * @param model what to call the model
 * @param data what to call the images
 * @param evaluated while its dataset is open, for pictures
 */
public record DetectionReport(String model, String data, EvaluatedDetections evaluated) {
    private static final int CLASSES_SHOWN = 20;
    private static final int CURVES_SHOWN = 5;
    private static final int CONFUSED_SHOWN = 14;
    private static final int EXTREMES_SHOWN = 10;
    private static final int RECALLS = 101;

    /** Of a model that has a name, on images that have one. */
    public static DetectionReport of(String model, String data, EvaluatedDetections evaluated) {
        return new DetectionReport(model, data, evaluated);
    }

    /** Writes the page, whole or not at all. */
    public void write(Path file) throws IOException {
        page().write(file);
    }

    /** The whole report. */
    public Page page() {
        Page page = new Page(
                "How good is " + Wording.shortName(model) + "?",
                String.format(
                        Locale.ROOT,
                        "%s, a detector, tested on %,d images with %,d objects: %s",
                        model,
                        evaluated.judged().size(),
                        figures().objects(),
                        data));
        page.keyFigures(keyFigures());
        page.text(inWords());
        if (evaluated.isTrainedOn()) {
            page.text(FolderEvaluation.TRAINED_ON_CAUTION);
        }
        classes(page);
        sizes(page);
        threshold(page);
        confusion(page);
        MistakenDetections mistakes = new MistakenDetections(evaluated);
        mistakes.misses(page);
        mistakes.falseAlarms(page);
        slowest(page);
        return page;
    }

    private DetectionFigures figures() {
        return evaluated.figures();
    }

    private List<KeyFigure> keyFigures() {
        CocoFigures coco = figures().coco();
        ScoreThresholds thresholds = figures().thresholds();
        return List.of(
                new KeyFigure(
                        "average precision (AP)",
                        Wording.percent(coco.ap()),
                        "COCO's figure: mean over classes and IoU 0.50 to 0.95"),
                new KeyFigure("AP50", Wording.percent(coco.ap50()), "boxes that fit roughly (IoU 0.50)"),
                new KeyFigure("AP75", Wording.percent(coco.ap75()), "boxes that fit well (IoU 0.75)"),
                new KeyFigure(
                        "objects found",
                        Wording.percent(thresholds.bestRecall()),
                        String.format(Locale.ROOT, "recall at a score of %.2f", thresholds.best())),
                new KeyFigure(
                        "boxes that are right",
                        Wording.percent(thresholds.bestPrecision()),
                        String.format(Locale.ROOT, "precision at a score of %.2f", thresholds.best())),
                new KeyFigure(
                        "speed",
                        String.format(Locale.ROOT, "%,.0f/s", evaluated.judged().size() / evaluated.seconds()),
                        "images, from file to boxes"));
    }

    private String inWords() {
        int found = figures().objects() - figures().misses() - figures().mistaken();
        return String.format(
                Locale.ROOT,
                "With boxes of a score of %.2f or more, the model finds %,d of %,d objects and misses %,d; %,d it takes"
                        + " for another class. %,d boxes are where nothing is. A box counts if it overlaps the object by"
                        + " half (intersection over union, IoU, 0.50).",
                evaluated.threshold(),
                found,
                figures().objects(),
                figures().misses(),
                figures().mistaken(),
                figures().falseAlarms());
    }

    /** Those of which there are objects, the worst first. */
    private List<ClassDetections> occurring() {
        return ClassDetections.of(evaluated).stream()
                .filter(figures -> figures.objects() > 0)
                .sorted(Comparator.comparingDouble(ClassDetections::ap))
                .toList();
    }

    private void classes(Page page) {
        List<ClassDetections> occurring = occurring();
        List<ClassDetections> shown = occurring.subList(0, Math.min(CLASSES_SHOWN, occurring.size()));
        page.section(
                "Which classes it finds",
                (shown.size() < occurring.size()
                                ? "The " + shown.size() + " of " + occurring.size() + " classes it finds least well."
                                : "All classes, the one it finds least well first.")
                        + " Average precision sums up the curve below: 100 % would be every object found before any"
                        + " box is wrong.");
        page.bars(shown.stream()
                .map(figures -> new Bar(figures.label(), figures.ap(), Wording.percent(figures.ap())))
                .toList());
        page.table(ClassDetections.TABLE, shown);
        page.text(String.format(
                Locale.ROOT,
                "Precision and recall are those at a score of %.2f. AR is the average recall of a hundred boxes an image."
                        + " By PASCAL VOC's rules the mean AP at IoU 0.50 is %s (eleven points, 2007) and %s (all points,"
                        + " since 2010).",
                evaluated.threshold(),
                Wording.percent(figures().vocElevenPoint()),
                Wording.percent(figures().vocAllPoint())));
        page.charts(
                Page.captioned("Precision over recall, as ever less sure boxes count (IoU 0.50)", curves()),
                Page.captioned("Average precision by how well boxes must fit", byIou()));
    }

    private Element curves() {
        List<DetectionClassFigures> measured = figures().classes().stream()
                .filter(each -> each.coco().objects() > 0)
                .sorted(Comparator.comparingDouble(each -> each.coco().ap50()))
                .toList();
        double[] recalls =
                IntStream.range(0, RECALLS).mapToDouble(i -> i * 0.01).toArray();
        LineChart chart = new LineChart("recall", "precision").shares();
        if (measured.size() > 1) {
            double[] mean = new double[RECALLS];
            for (DetectionClassFigures each : measured) {
                double[] precisions = each.curve().cocoPrecisions();
                for (int i = 0; i < RECALLS; i++) {
                    mean[i] += precisions[i] / measured.size();
                }
            }
            chart.line("mean of " + measured.size() + " classes", recalls, mean);
        }
        measured.stream()
                .limit(CURVES_SHOWN)
                .forEach(each -> chart.line(
                        evaluated.classes().get(each.coco().label()),
                        recalls,
                        each.curve().cocoPrecisions()));
        return chart.toElement();
    }

    private Element byIou() {
        double[] thresholds =
                IntStream.range(0, 10).mapToDouble(i -> 0.5 + 0.05 * i).toArray();
        return new LineChart("least IoU", "average precision")
                .percent()
                .between(0, 1)
                .markedLine("average precision", thresholds, figures().apByIou())
                .toElement();
    }

    private void sizes(Page page) {
        CocoFigures coco = figures().coco();
        page.section(
                "How large objects must be",
                "Average precision by the size of objects in the image: small below 32 x 32 pixels, large above 96 x 96."
                        + " Small objects are hard for every detector of this kind, which sees the image at the"
                        + " resolution of its input.");
        page.bars(
                List.of(size("small", coco.apSmall()), size("medium", coco.apMedium()), size("large", coco.apLarge())));
    }

    private static Bar size(String name, double ap) {
        return new Bar(name, ap, Double.isNaN(ap) ? "none there" : Wording.percent(ap));
    }

    private void threshold(Page page) {
        ScoreThresholds all = figures().thresholds();
        page.section(
                "Which score to ask for",
                String.format(
                        Locale.ROOT,
                        "Every box has a score. Asking for a higher one leaves fewer wrong boxes and finds fewer objects."
                                + " F1 weighs both alike and is highest, %s, at %.2f: predict --min-score %.2f. Take a"
                                + " higher one where a false alarm costs more than a miss, a lower one where a miss"
                                + " does.",
                        Wording.percent(all.bestF1()),
                        all.best(),
                        all.best()));
        double[] best = {all.best(), all.best()};
        page.charts(
                Page.captioned(
                        "All classes together, by the least score (IoU 0.50)",
                        new LineChart("least score", "share")
                                .percent()
                                .between(0, 1)
                                .line("precision", all.thresholds(), all.precision())
                                .line("recall", all.thresholds(), all.recall())
                                .line("F1", all.thresholds(), all.f1())
                                .reference("highest F1", best, new double[] {0, 1})
                                .toElement()),
                Page.captioned("How many boxes have which score", scores()));
    }

    /** Without the many of hardly any score, which would hide all others. */
    private Element scores() {
        double[] counts = new double[18];
        evaluated.judged().stream()
                .flatMap(image -> image.found().detections().stream())
                .filter(detection -> detection.score() >= 0.1)
                .forEach(detection -> counts[Math.min(counts.length - 1, (int) ((detection.score() - 0.1) * 20))]++);
        return new Histogram("score, from 0.1", 0.1, 1, counts, false).toElement("boxes");
    }

    private void confusion(Page page) {
        ConfusionMatrix matrix = figures().confusion();
        int nothing = evaluated.classes().size();
        page.section(
                "What it takes for what",
                String.format(
                        Locale.ROOT,
                        "At a score of %.2f. The last column are objects that were missed, the last row are boxes where"
                                + " nothing is.",
                        evaluated.threshold()));
        List<Integer> labels = new ArrayList<>(mostConfused(matrix, nothing));
        if (labels.size()
                < IntStream.of(matrix.occurring())
                        .filter(label -> label != nothing)
                        .count()) {
            page.text("Shown are the " + labels.size() + " classes with most mistakes.");
        }
        labels.add(nothing);
        page.charts(new CountMatrix(
                        labels.stream()
                                .map(label -> label == nothing
                                        ? DetectionTables.NOTHING
                                        : evaluated.classes().get(label))
                                .toList(),
                        matrix.of(labels.stream().mapToInt(label -> label).toArray()))
                .toElement());
    }

    private static List<Integer> mostConfused(ConfusionMatrix matrix, int nothing) {
        return IntStream.of(matrix.occurring())
                .filter(label -> label != nothing)
                .boxed()
                .sorted(Comparator.comparingInt(
                        label -> 2 * matrix.count(label, label) - matrix.actual(label) - matrix.predicted(label)))
                .limit(CONFUSED_SHOWN)
                .sorted()
                .toList();
    }

    private void slowest(Page page) {
        page.section(
                "The slowest images",
                "Those that took longest from file to boxes, on their thread: large files, usually.");
        page.table(
                new Columns<EvaluatedDetections.JudgedImage>()
                        .text("image", image -> evaluated.images().name(image.index()))
                        .number("milliseconds", "%.1f", EvaluatedDetections.JudgedImage::millis),
                evaluated.slowest(EXTREMES_SHOWN));
    }
}
