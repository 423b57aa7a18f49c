package org.mobilenet4j.cli;

import java.util.List;
import java.util.Locale;
import org.mobilenet4j.evaluation.ClassFigures;
import org.mobilenet4j.evaluation.ConfusionMatrix;
import org.mobilenet4j.evaluation.Evaluation;
import org.mobilenet4j.evaluation.Interval;
import org.mobilenet4j.report.Wording;
import org.mobilenet4j.workflow.EvaluatedImages;

/**
 * An evaluation as it is printed. Accuracies and errors of calibration are shares; intervals hold with a confidence of 95 %
 * (Wilson).
 *
 * @param temperature of least loss on these images
 * @param calibratedError, calibratedLoss each half of the images under the temperature fitted to the other
 * @param confusionMatrix of the classes that occur or were predicted, in the order of {@code classes}: rows what is there,
 *     columns what was said
 */
record EvaluationFigures(
        String model,
        String data,
        int images,
        int skipped,
        double top1,
        Interval top1Interval,
        double top5,
        Interval top5Interval,
        double loss,
        double macroF1,
        double calibrationError,
        double temperature,
        double calibratedError,
        double calibratedLoss,
        double seconds,
        List<ClassFigures> classes,
        int[][] confusionMatrix,
        List<Extreme> worst,
        List<Extreme> slowest) {
    private static final int TOP = 5;
    private static final int EXTREMES = 10;
    private static final int MISTAKES = 3;

    /** An image that stands out. */
    record Extreme(String file, String label, String predicted, double confidence, double loss, double millis) {
        static List<Extreme> of(EvaluatedImages evaluated, List<EvaluatedImages.JudgedImage> images) {
            return images.stream()
                    .map(image -> new Extreme(
                            image.sample().name(),
                            evaluated.labelOf(image),
                            evaluated.predictionOf(image),
                            image.judgement().confidence(),
                            image.judgement().loss(),
                            image.millis()))
                    .toList();
        }
    }

    static EvaluationFigures of(String model, String data, EvaluatedImages evaluated) {
        Evaluation evaluation = evaluated.evaluation();
        ConfusionMatrix matrix = evaluation.matrix();
        return new EvaluationFigures(
                model,
                data,
                matrix.total(),
                evaluated.skipped().size(),
                evaluation.top(1),
                evaluation.topInterval(1),
                evaluation.top(TOP),
                evaluation.topInterval(TOP),
                evaluation.loss(),
                matrix.macroF1(),
                evaluation.calibration().expectedError(),
                evaluation.scaling().temperature(),
                evaluation.scaling().calibration().expectedError(),
                evaluation.scaling().loss(),
                evaluated.seconds(),
                ClassFigures.of(matrix, evaluated.labels()),
                matrix.of(matrix.occurring()),
                Extreme.of(evaluated, evaluated.worst(EXTREMES)),
                Extreme.of(evaluated, evaluated.slowest(EXTREMES)));
    }

    /** The figures for a person, with the mistakes to look at first. */
    String text(EvaluatedImages evaluated) {
        StringBuilder text = new StringBuilder();
        for (EvaluatedImages.JudgedImage mistake : evaluated.mostConfidentMistakes(MISTAKES)) {
            text.append(String.format(
                    Locale.ROOT,
                    "%.1f %% sure and wrong: %s, taken for %s%n",
                    100 * mistake.judgement().confidence(),
                    mistake.sample().name(),
                    evaluated.predictionOf(mistake)));
        }
        text.append(text.isEmpty() ? "" : String.format("%n"));
        text.append("top-1 " + Wording.percent(top1) + " (95 % interval " + Wording.percent(top1Interval) + ")");
        text.append(evaluated.labels().size() > TOP ? ", top-5 " + Wording.percent(top5) : "");
        text.append(String.format(Locale.ROOT, ", loss %.3f on %,d images", loss, images));
        text.append(skipped == 0 ? "" : ", " + skipped + " left out");
        text.append(String.format(
                Locale.ROOT,
                "%ncalibration error %.1f %%, %.1f %% with temperature %.2f%n%.1f s, %.0f images/s",
                100 * calibrationError,
                100 * calibratedError,
                temperature,
                seconds,
                images / seconds));
        return text.toString();
    }
}
