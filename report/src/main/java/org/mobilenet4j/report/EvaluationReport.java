package org.mobilenet4j.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.data.ImageListener;
import org.mobilenet4j.data.ImageResults;
import org.mobilenet4j.data.LabelledImages;
import org.mobilenet4j.evaluation.ClassFigures;
import org.mobilenet4j.evaluation.ConfusionMatrix;
import org.mobilenet4j.evaluation.ConfusionMatrix.Confusion;
import org.mobilenet4j.evaluation.Evaluation;
import org.mobilenet4j.evaluation.Interval;
import org.mobilenet4j.evaluation.ReliabilityDiagram;
import org.mobilenet4j.workflow.EvaluatedImages;
import org.mobilenet4j.workflow.FolderEvaluation;

/**
 * A page on how good a model is, written for someone who has to decide whether to use it and has not read about metrics.
 *
 * @param model what to call the model
 * @param data what to call the images
 * @param evaluated while its dataset is open, for thumbnails
 */
public record EvaluationReport(String model, String data, EvaluatedImages evaluated) {
    /** The figures of each class. */
    public static final Columns<ClassFigures> CLASSES = new Columns<ClassFigures>()
            .text("class", ClassFigures::label)
            .number("images", "%,d", ClassFigures::images)
            .figure("top-1", figures -> Wording.percent(figures.top1()))
            .figure("precision", figures -> Wording.percent(figures.precision()))
            .figure("F1", figures -> Wording.percent(figures.f1()))
            .text("most taken for", figures -> figures.mostTakenFor() == null ? "" : figures.mostTakenFor());

    private static final int TOP = 5;
    private static final int CLASSES_SHOWN = 20;
    private static final int CONFUSIONS_SHOWN = 10;
    private static final int MISTAKES_SHOWN = 20;
    private static final int EXTREMES_SHOWN = 10;

    private static final Columns<ConfusionLine> CONFUSIONS = new Columns<ConfusionLine>()
            .text("what is there", ConfusionLine::actual)
            .text("what the model said", ConfusionLine::predicted)
            .number("times", "%,d", ConfusionLine::count)
            .figure("of this class", line -> Wording.percent(line.share()));

    private static final Columns<EvaluatedImages.JudgedImage> SLOWEST = new Columns<EvaluatedImages.JudgedImage>()
            .text("image", image -> image.sample().name())
            .number("milliseconds", "%.1f", EvaluatedImages.JudgedImage::millis);

    private record ConfusionLine(String actual, String predicted, int count, double share) {}

    /** An image whose own class seemed unlikely. */
    private record WorstLine(String file, String label, String predicted, double probability) {
        static final Columns<WorstLine> TABLE = new Columns<WorstLine>()
                .text("image", WorstLine::file)
                .text("what is there", WorstLine::label)
                .text("what the model said", WorstLine::predicted)
                .figure("chance it gave the truth", line -> chance(line.probability));

        private static String chance(double probability) {
            return probability < 0.0001 ? "under 0.01 %" : String.format(Locale.ROOT, "%.2f %%", 100 * probability);
        }
    }

    /** Of a model that has a name, on images that have one. */
    public static EvaluationReport of(String model, String data, EvaluatedImages evaluated) {
        return new EvaluationReport(model, data, evaluated);
    }

    /** Writes the page, whole or not at all. */
    public void write(Path file) throws IOException {
        page().write(file);
    }

    /** The whole report. */
    public Page page() {
        Evaluation evaluation = evaluated.evaluation();
        int total = evaluation.judgements().size();
        Page page = new Page(
                "How good is " + Wording.shortName(model) + "?",
                String.format(Locale.ROOT, "%s, tested on %,d images: %s", model, total, data));
        page.keyFigures(keyFigures(evaluated));
        Interval interval = evaluation.topInterval(1);
        page.text(String.format(
                Locale.ROOT,
                "Of %,d images the model named %,d correctly. On other images of the same kind expect between %.1f"
                        + " and %.1f %% (95 %% confidence, Wilson's interval).",
                total,
                evaluation.inTop(1),
                100 * interval.low(),
                100 * interval.high()));
        if (evaluated.isTrainedOn()) {
            page.text(FolderEvaluation.TRAINED_ON_CAUTION);
        }
        classes(page, evaluation.matrix(), evaluated.labels());
        confusion(page, evaluation.matrix(), evaluated.labels());
        mistakes(page, evaluated);
        calibration(page, evaluation);
        extremes(page, evaluated);
        return page;
    }

    private static List<KeyFigure> keyFigures(EvaluatedImages evaluated) {
        Evaluation evaluation = evaluated.evaluation();
        KeyFigure top1 = new KeyFigure(
                "named correctly (top-1)", Wording.percent(evaluation.top(1)), "its first answer is right");
        KeyFigure top5 = new KeyFigure(
                "among five (top-5)",
                Wording.percent(evaluation.top(TOP)),
                "the truth is among its five likeliest answers");
        KeyFigure macro = new KeyFigure(
                "F1, classes alike",
                Wording.percent(evaluation.matrix().macroF1()),
                "mean over classes, rare ones counting the same");
        KeyFigure error = new KeyFigure(
                "confidence is off by",
                Wording.percent(evaluation.calibration().expectedError()),
                "expected calibration error; 0 is perfect");
        KeyFigure speed = new KeyFigure(
                "speed",
                String.format(Locale.ROOT, "%,.0f/s", evaluation.judgements().size() / evaluated.seconds()),
                "images, from file to answer");
        return evaluated.labels().size() > TOP
                ? List.of(top1, top5, macro, error, speed)
                : List.of(top1, macro, error, speed);
    }

    /** How well each class is recognised, the worst first. */
    static void classes(Page page, ConfusionMatrix matrix, List<String> labels) {
        List<ClassFigures> figures = ClassFigures.of(matrix, labels).stream()
                .filter(figure -> figure.images() > 0)
                .sorted(Comparator.comparingDouble((ClassFigures figure) -> share(figure.top1())))
                .toList();
        List<ClassFigures> shown = figures.subList(0, Math.min(CLASSES_SHOWN, figures.size()));
        page.section(
                "Which classes it knows",
                (shown.size() < figures.size()
                                ? "The " + shown.size() + " of " + figures.size() + " classes it knows least."
                                : "All classes, the one it knows least first.")
                        + " A bar shows how many of a class's images were recognised (top-1, also called recall).");
        page.bars(shown.stream()
                .map(figure -> new Bar(figure.label(), share(figure.top1()), Wording.percent(figure.top1())))
                .toList());
        page.text("Precision: when the model says this class, how often that is so. F1 sums both up.");
        page.table(CLASSES, shown);
    }

    private static double share(@Nullable Double top1) {
        return top1 == null ? 0 : top1;
    }

    /** What was taken for what. */
    static void confusion(Page page, ConfusionMatrix matrix, List<String> labels) {
        List<Confusion> confusions = matrix.confusions();
        page.section(
                "What it takes for what",
                confusions.isEmpty()
                        ? "Nothing: every image was recognised."
                        : "Blue is right, orange is wrong. On the diagonal lies what was recognised.");
        int[] classes = mostConfused(matrix);
        if (classes.length < matrix.occurring().length) {
            page.text("Shown are the " + classes.length + " classes that are confused most.");
        }
        page.charts(
                new CountMatrix(Arrays.stream(classes).mapToObj(labels::get).toList(), matrix.of(classes)).toElement());
        if (!confusions.isEmpty()) {
            page.text("The classes most confused:");
            page.table(
                    CONFUSIONS,
                    confusions.stream()
                            .limit(CONFUSIONS_SHOWN)
                            .map(confusion -> new ConfusionLine(
                                    labels.get(confusion.actual()),
                                    labels.get(confusion.predicted()),
                                    confusion.count(),
                                    (double) confusion.count() / matrix.actual(confusion.actual())))
                            .toList());
        }
    }

    /** All classes that occur where they fit, else those with most mistakes, in their own order. */
    private static int[] mostConfused(ConfusionMatrix matrix) {
        int[] occurring = matrix.occurring();
        int[] mistakes = new int[matrix.classes()];
        for (Confusion confusion : matrix.confusions()) {
            mistakes[confusion.actual()] += confusion.count();
            mistakes[confusion.predicted()] += confusion.count();
        }
        return IntStream.of(occurring)
                .boxed()
                .sorted(Comparator.comparingInt((Integer label) -> mistakes[label])
                        .reversed())
                .limit(CLASSES_SHOWN)
                .mapToInt(Integer::intValue)
                .sorted()
                .toArray();
    }

    /** The mistakes of which the model was surest, as it saw them. */
    static void mistakes(Page page, EvaluatedImages evaluated) {
        List<EvaluatedImages.JudgedImage> mistakes = evaluated.mostConfidentMistakes(MISTAKES_SHOWN);
        if (mistakes.isEmpty()) {
            return;
        }
        page.section(
                "Its most confident mistakes",
                "The images of which it was surest and wrong, cut as the network sees them. Look here first: some"
                        + " may be in the wrong folder, others show what the training images lack.");
        LabelledImages images = new LabelledImages(
                evaluated.dataset().folder(),
                mistakes.stream().map(EvaluatedImages.JudgedImage::sample).toList());
        ImageResults<byte[]> thumbnails = evaluated
                .reader()
                .map(images, InlineImage.thumbnail(evaluated.model().preprocessing()), ImageListener.NONE);
        List<InlineImage> shown = new ArrayList<>();
        for (int i = 0; i < thumbnails.results().size(); i++) {
            EvaluatedImages.JudgedImage mistake =
                    mistakes.get(thumbnails.indexes().get(i));
            shown.add(new InlineImage(
                    thumbnails.results().get(i),
                    String.format(
                            Locale.ROOT,
                            "said %s, %.1f %%",
                            evaluated.predictionOf(mistake),
                            100 * mistake.judgement().confidence()),
                    "is " + evaluated.labelOf(mistake) + " · "
                            + mistake.sample().name()));
        }
        page.images(shown);
    }

    /** Whether the model is right as often as it says. */
    static void calibration(Page page, Evaluation evaluation) {
        double before = evaluation.calibration().expectedError();
        double after = evaluation.scaling().calibration().expectedError();
        double temperature = evaluation.scaling().temperature();
        page.section(
                "Can its confidence be trusted?",
                "When the model says 80 %, is it right eight times in ten? On the dotted line it is; below the line it"
                        + " is too sure of itself, above it too modest. Points that stand for few images jump about.");
        double[] diagonal = {0, 1};
        page.charts(
                Page.captioned(
                        "How often it is right, by how sure it is",
                        reliability(
                                        "after temperature scaling",
                                        evaluation.scaling().calibration(),
                                        reliability(
                                                "as it is",
                                                evaluation.calibration(),
                                                new LineChart("how sure it says it is", "how often it is right")
                                                        .shares()))
                                .reference("perfect", diagonal, diagonal)
                                .toElement()),
                Page.captioned(
                        "How sure it is: images by confidence",
                        new Histogram(
                                        "how sure it says it is",
                                        0,
                                        1,
                                        evaluation.calibration().bins().stream()
                                                .mapToDouble(ReliabilityDiagram.Bin::count)
                                                .toArray(),
                                        true)
                                .toElement("images")));
        page.text(String.format(
                Locale.ROOT,
                "Confidence and accuracy differ by %.1f %% on average. Dividing the network's outputs by a temperature"
                        + " of %.2f (it was %s) would make that %.1f %% and change the loss from %.3f to %.3f; no answer"
                        + " would change. These two figures are cross-fitted: each half of the images under the"
                        + " temperature fitted to the other half; %.2f is the temperature fitted to all of them.",
                100 * before,
                temperature,
                temperature > 1 ? "too sure" : "too modest",
                100 * after,
                evaluation.loss(),
                evaluation.scaling().loss(),
                temperature));
    }

    private static LineChart reliability(String name, ReliabilityDiagram calibration, LineChart chart) {
        List<ReliabilityDiagram.Bin> bins =
                calibration.bins().stream().filter(bin -> bin.count() > 0).toList();
        return chart.markedLine(
                name,
                bins.stream().mapToDouble(ReliabilityDiagram.Bin::confidence).toArray(),
                bins.stream().mapToDouble(ReliabilityDiagram.Bin::accuracy).toArray());
    }

    private static void extremes(Page page, EvaluatedImages evaluated) {
        page.section(
                "The worst and the slowest images",
                "The images whose true class seemed least likely to the model, and those that took longest from file"
                        + " to answer: large files, usually.");
        page.table(
                WorstLine.TABLE,
                evaluated.worst(EXTREMES_SHOWN).stream()
                        .map(image -> new WorstLine(
                                image.sample().name(),
                                evaluated.labelOf(image),
                                evaluated.predictionOf(image),
                                Math.exp(-image.judgement().loss())))
                        .toList());
        page.table(SLOWEST, evaluated.slowest(EXTREMES_SHOWN));
    }
}
