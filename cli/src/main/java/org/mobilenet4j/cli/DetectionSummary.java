package org.mobilenet4j.cli;

import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.mobilenet4j.evaluation.CocoFigures;
import org.mobilenet4j.evaluation.DetectionFigures;
import org.mobilenet4j.report.ClassDetections;
import org.mobilenet4j.report.Wording;
import org.mobilenet4j.workflow.EvaluatedDetections;

/**
 * A detector's evaluation as it is printed; shares from 0 to 1.
 *
 * @param objects to be found
 * @param apByIou average precision at IoU 0.50, 0.55 to 0.95
 * @param vocElevenPoint mean average precision by PASCAL VOC's rule of 2007, vocAllPoint since 2010
 * @param bestScore the least score with the highest F1, and precision, recall and F1 there
 * @param missed objects that no box found at that score, mistaken those found as another class, falseAlarms boxes where
 *     nothing is
 * @param confusionMatrix a row for each of {@code classes} and one for what is nothing, columns alike
 */
record DetectionSummary(
        String model,
        String data,
        int images,
        int skipped,
        int objects,
        CocoFigures coco,
        List<Double> apByIou,
        double vocElevenPoint,
        double vocAllPoint,
        double bestScore,
        double precision,
        double recall,
        double f1,
        int missed,
        int mistaken,
        int falseAlarms,
        double seconds,
        List<ClassDetections> classes,
        int[][] confusionMatrix) {

    static DetectionSummary of(String model, String data, EvaluatedDetections evaluated) {
        DetectionFigures figures = evaluated.figures();
        return new DetectionSummary(
                model,
                data,
                evaluated.judged().size(),
                evaluated.skipped().size(),
                figures.objects(),
                figures.coco(),
                DoubleStream.of(figures.apByIou()).boxed().toList(),
                figures.vocElevenPoint(),
                figures.vocAllPoint(),
                figures.thresholds().best(),
                figures.thresholds().bestPrecision(),
                figures.thresholds().bestRecall(),
                figures.thresholds().bestF1(),
                figures.misses(),
                figures.mistaken(),
                figures.falseAlarms(),
                evaluated.seconds(),
                ClassDetections.of(evaluated),
                figures.confusion()
                        .of(IntStream.range(0, figures.confusion().classes()).toArray()));
    }

    /** The figures for a person. */
    String text() {
        return String.format(
                        Locale.ROOT,
                        "AP %s, AP50 %s, AP75 %s (small %s, medium %s, large %s)%n",
                        Wording.percent(coco.ap()),
                        Wording.percent(coco.ap50()),
                        Wording.percent(coco.ap75()),
                        Wording.percent(coco.apSmall()),
                        Wording.percent(coco.apMedium()),
                        Wording.percent(coco.apLarge()))
                + String.format(
                        Locale.ROOT,
                        "AR of 1 box %s, of 10 %s, of 100 %s (small %s, medium %s, large %s)%n",
                        Wording.percent(coco.ar1()),
                        Wording.percent(coco.ar10()),
                        Wording.percent(coco.ar100()),
                        Wording.percent(coco.arSmall()),
                        Wording.percent(coco.arMedium()),
                        Wording.percent(coco.arLarge()))
                + String.format(
                        Locale.ROOT,
                        "PASCAL VOC's AP %s by eleven points, %s by all%n",
                        Wording.percent(vocElevenPoint),
                        Wording.percent(vocAllPoint))
                + String.format(
                        Locale.ROOT,
                        "highest F1 %s at a score of %.2f: precision %s, recall %s; %,d of %,d objects missed, %,d taken for"
                                + " another class, %,d false alarms%n",
                        Wording.percent(f1),
                        bestScore,
                        Wording.percent(precision),
                        Wording.percent(recall),
                        missed,
                        objects,
                        mistaken,
                        falseAlarms)
                + String.format(
                        Locale.ROOT,
                        "%,d images%s, %.1f s, %.1f images/s",
                        images,
                        skipped == 0 ? "" : ", " + skipped + " left out",
                        seconds,
                        images / seconds);
    }
}
