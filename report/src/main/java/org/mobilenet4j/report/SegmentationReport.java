package org.mobilenet4j.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.mobilenet4j.evaluation.PixelConfusion;
import org.mobilenet4j.image.ClassMask;
import org.mobilenet4j.image.ImageEncoder;
import org.mobilenet4j.image.MaskDecoder;
import org.mobilenet4j.image.MaskDrawing;
import org.mobilenet4j.image.RgbImage;
import org.mobilenet4j.image.Thumbnail;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.workflow.EvaluatedMasks;
import org.mobilenet4j.workflow.FolderEvaluation;

/**
 * A page on how good a segmentation network is: whether to use it, and where it fails.
 *
 * @param model what to call the model
 * @param data what to call the images
 * @param evaluated while its dataset is open, for pictures
 */
public record SegmentationReport(String model, String data, EvaluatedMasks evaluated) {
    private static final int CLASSES_SHOWN = 25;
    private static final int CONFUSED_SHOWN = 14;
    private static final int IMAGES_SHOWN = 8;
    private static final int EXTREMES_SHOWN = 10;
    private static final int LONG_SIDE = 360;

    /** Of a model that has a name, on images that have one. */
    public static SegmentationReport of(String model, String data, EvaluatedMasks evaluated) {
        return new SegmentationReport(model, data, evaluated);
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
                        "%s, a segmentation network, tested on %,d images: %s",
                        model,
                        evaluated.judged().size(),
                        data));
        page.keyFigures(keyFigures());
        if (evaluated.isTrainedOn()) {
            page.text(FolderEvaluation.TRAINED_ON_CAUTION);
        }
        classes(page);
        confusion(page);
        worst(page);
        slowest(page);
        return page;
    }

    private List<KeyFigure> keyFigures() {
        PixelConfusion confusion = evaluated.confusion();
        return List.of(
                new KeyFigure(
                        "mean IoU",
                        Wording.percent(evaluated.meanIou()),
                        "intersection over union, mean over classes: the figure that is usually compared"),
                new KeyFigure(
                        "pixel accuracy",
                        Wording.percent(confusion.pixelAccuracy()),
                        "pixels taken for what they are; large classes count most"),
                new KeyFigure(
                        "mean accuracy",
                        Wording.percent(confusion.meanAccuracy()),
                        "of a class's pixels, those recognised; mean over classes"),
                new KeyFigure(
                        "speed",
                        String.format(Locale.ROOT, "%,.1f/s", evaluated.judged().size() / evaluated.seconds()),
                        "images, from file to mask"));
    }

    private void classes(Page page) {
        List<ClassPixels> occurring = ClassPixels.of(evaluated).stream()
                .filter(figures -> figures.pixels() > 0)
                .sorted(Comparator.comparingDouble(ClassPixels::iou))
                .toList();
        List<ClassPixels> shown = occurring.subList(0, Math.min(CLASSES_SHOWN, occurring.size()));
        page.section(
                "Which classes it recognises",
                (shown.size() < occurring.size()
                                ? "The " + shown.size() + " of " + occurring.size() + " classes it recognises least."
                                : "All classes, the one it recognises least first.")
                        + " A bar shows the IoU: of the pixels that are of the class or were taken for it, the share that"
                        + " is both.");
        page.bars(shown.stream()
                .map(figures -> new Bar(figures.label(), figures.iou(), Wording.percent(figures.iou())))
                .toList());
        page.text(
                "Accuracy: of the class's pixels, how many were recognised. Precision: of the pixels taken for it, how"
                        + " many are. A class that is drawn too large has a high accuracy and a low precision.");
        page.table(ClassPixels.TABLE, shown);
    }

    private void confusion(Page page) {
        PixelConfusion confusion = evaluated.confusion();
        List<String> names = SegmentationTables.names(evaluated);
        List<Integer> labels = IntStream.range(0, names.size())
                .filter(label -> confusion.actual(label) + confusion.predicted(label) > 0)
                .boxed()
                .sorted(Comparator.comparingDouble(confusion::iou))
                .limit(CONFUSED_SHOWN)
                .sorted()
                .toList();
        page.section(
                "What it takes for what",
                "Per cent of each class's pixels. Blue is right, orange is wrong."
                        + (labels.size() == CONFUSED_SHOWN
                                ? " Shown are the " + CONFUSED_SHOWN + " classes it recognises least."
                                : ""));
        int[][] shares = new int[labels.size()][labels.size()];
        for (int row = 0; row < shares.length; row++) {
            long pixels = Math.max(1, confusion.actual(labels.get(row)));
            for (int column = 0; column < shares.length; column++) {
                shares[row][column] =
                        (int) Math.round(100.0 * confusion.count(labels.get(row), labels.get(column)) / pixels);
            }
        }
        page.charts(new CountMatrix(labels.stream().map(names::get).toList(), shares, " %").toElement());
    }

    private void worst(Page page) {
        List<String> names = SegmentationTables.names(evaluated);
        Map<String, Integer> colors = new LinkedHashMap<>();
        List<List<InlineImage>> rows = new ArrayList<>();
        for (EvaluatedMasks.JudgedImage image : evaluated.worst(IMAGES_SHOWN)) {
            try {
                EvaluatedMasks.Shown shown = evaluated.show(image);
                rows.add(row(image, shown));
                collect(shown.truth(), names, colors);
                collect(shown.predicted(), names, colors);
            } catch (InvalidInputException gone) {
                // It could be read a moment ago; the page does without it.
            }
        }
        if (rows.isEmpty()) {
            return;
        }
        page.section(
                "The images it did worst",
                "Those with the lowest mean IoU. Look here first: some masks may be wrong, others show what the training"
                        + " images lack.");
        page.colors(colors);
        rows.forEach(page::row);
    }

    private List<InlineImage> row(EvaluatedMasks.JudgedImage image, EvaluatedMasks.Shown shown) {
        String details = String.format(
                Locale.ROOT,
                "mean IoU %s, pixel accuracy %s: %s",
                Wording.percent(image.meanIou()),
                Wording.percent(image.pixelAccuracy()),
                evaluated.images().name(image.index()));
        RgbImage photo = Thumbnail.of(shown.image(), LONG_SIDE);
        return List.of(
                new InlineImage(ImageEncoder.jpeg(photo), "the image", details),
                drawn(photo, shown.truth(), "what is there"),
                drawn(photo, shown.predicted(), "what the model said"));
    }

    private static InlineImage drawn(RgbImage photo, ClassMask mask, String title) {
        return new InlineImage(ImageEncoder.jpeg(MaskDrawing.over(photo, Thumbnail.of(mask, LONG_SIDE))), title, "");
    }

    private static void collect(ClassMask mask, List<String> names, Map<String, Integer> colors) {
        boolean[] isThere = new boolean[ClassMask.IGNORED + 1];
        for (byte label : mask.classes()) {
            isThere[Byte.toUnsignedInt(label)] = true;
        }
        // Class 0 is drawn as it is.
        for (int label = 1; label < isThere.length; label++) {
            if (isThere[label]) {
                colors.put(label < names.size() ? names.get(label) : "not counted", MaskDecoder.vocColor(label));
            }
        }
    }

    private void slowest(Page page) {
        page.section(
                "The slowest images",
                "Those that took longest from file to mask, on their thread: large files, usually.");
        page.table(
                new Columns<EvaluatedMasks.JudgedImage>()
                        .text("image", image -> evaluated.images().name(image.index()))
                        .number("milliseconds", "%.1f", EvaluatedMasks.JudgedImage::millis),
                evaluated.slowest(EXTREMES_SHOWN));
    }
}
