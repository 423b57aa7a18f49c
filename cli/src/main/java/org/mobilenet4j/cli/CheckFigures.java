package org.mobilenet4j.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.datacheck.CheckedDataset;
import org.mobilenet4j.datacheck.CheckedImage;
import org.mobilenet4j.datacheck.CleanedCopy.Change;
import org.mobilenet4j.datacheck.CleanedCopy.Cleaned;
import org.mobilenet4j.datacheck.DatasetFindings;
import org.mobilenet4j.datacheck.SuspiciousLabels;
import org.mobilenet4j.datacheck.SuspiciousLabels.SuspiciousLabel;
import org.mobilenet4j.report.Columns;
import org.mobilenet4j.report.DatasetProblem;
import org.mobilenet4j.report.Wording;

/**
 * What the check of a dataset found, as it is printed. Files are paths.
 *
 * @param passedOver what was left out when the dataset was opened, in words
 * @param copies files of the same bytes
 * @param near pairs of images that are all but the same
 * @param labelsJudged how many labels were judged; 0 without weights
 * @param labelNoise the estimated share of wrong labels; null without weights
 * @param wrongLabels those that look wrong, confidently or not, the most suspicious first
 * @param fixed null where no cleaned copy was asked for
 */
record CheckFigures(
        String data,
        int images,
        List<ClassLine> classes,
        List<String> passedOver,
        List<Unreadable> unreadable,
        List<Copies> copies,
        List<NearCopy> near,
        List<String> blank,
        List<String> tiny,
        List<String> elongated,
        List<String> rotated,
        List<String> smallClasses,
        int medianShortSide,
        int labelsJudged,
        @Nullable Double labelNoise,
        List<WrongLabel> wrongLabels,
        @Nullable Fixed fixed,
        double seconds) {
    private static final int LABELS_SHOWN = 10;

    /** @param images of the class in each part */
    record ClassLine(String label, List<Integer> images) {}

    record Unreadable(String file, String reason) {}

    /** @param where same_class, other_class or other_part */
    record Copies(List<String> files, String where) {}

    /** @param correlation of the pixels */
    record NearCopy(String file, String other, double correlation, boolean isMirrored, String where) {}

    record WrongLabel(
            String file,
            String label,
            String suggested,
            double labelProbability,
            double suggestedProbability,
            boolean isConfident) {}

    /** @param leftOut how many images were */
    record Fixed(String folder, int images, int leftOut, int moved, List<Change> changes) {}

    static CheckFigures of(Path data, DatasetFindings findings, @Nullable Cleaned cleaned) {
        CheckedDataset dataset = findings.dataset();
        SuspiciousLabels labels = findings.labels();
        return new CheckFigures(
                data.toString(),
                dataset.size(),
                classes(dataset),
                dataset.notes(),
                findings.unreadable().stream()
                        .map(each -> new Unreadable(
                                dataset.path(each.index()), each.skipped().reason()))
                        .toList(),
                findings.duplicates().exact().stream()
                        .map(group -> new Copies(
                                group.indexes().stream().map(dataset::path).toList(), where(group.relation())))
                        .toList(),
                findings.duplicates().near().stream()
                        .map(pair -> new NearCopy(
                                dataset.path(pair.index()),
                                dataset.path(pair.other()),
                                pair.correlation(),
                                pair.isMirrored(),
                                where(pair.relation())))
                        .toList(),
                paths(dataset, findings.blank()),
                paths(dataset, findings.tiny()),
                paths(dataset, findings.elongated()),
                paths(dataset, findings.rotated()),
                findings.sizes().tooSmall(),
                findings.medianShortSide(),
                labels == null ? 0 : labels.judged(),
                labels == null ? null : labels.noise(),
                labels == null ? List.of() : wrongLabels(dataset, labels),
                cleaned == null ? null : fixed(cleaned),
                findings.seconds());
    }

    private static String where(Enum<?> relation) {
        return relation.name().toLowerCase(Locale.ROOT);
    }

    private static List<ClassLine> classes(CheckedDataset dataset) {
        int[][] counts = dataset.counts();
        return IntStream.range(0, dataset.classes().size())
                .mapToObj(c -> new ClassLine(
                        dataset.classes().get(c),
                        Arrays.stream(counts).map(part -> part[c]).toList()))
                .toList();
    }

    private static List<String> paths(CheckedDataset dataset, List<CheckedImage> images) {
        return images.stream().map(image -> dataset.path(image.index())).toList();
    }

    private static List<WrongLabel> wrongLabels(CheckedDataset dataset, SuspiciousLabels labels) {
        return labels.labels().stream()
                .map(label -> new WrongLabel(
                        dataset.path(label.index()),
                        dataset.labelName(label.index()),
                        dataset.classes().get(label.suggested()),
                        label.ownProbability(),
                        label.suggestedProbability(),
                        label.isConfident()))
                .toList();
    }

    private static Fixed fixed(Cleaned cleaned) {
        return new Fixed(
                cleaned.folder().toString(),
                cleaned.images(),
                cleaned.changes().size() - cleaned.moved(),
                cleaned.moved(),
                cleaned.changes());
    }

    /** For a person, before the last word: the classes by part, what was found, the most suspicious labels. */
    List<String> lines(DatasetFindings findings) {
        List<String> lines = new ArrayList<>();
        Columns<ClassLine> table = new Columns<ClassLine>().text("class", ClassLine::label);
        List<CheckedDataset.Part> parts = findings.dataset().parts();
        for (int part = 0; part < parts.size(); part++) {
            int column = part;
            Function<ClassLine, Integer> count = line -> line.images().get(column);
            table.number(parts.size() == 1 ? "images" : parts.get(part).name(), "%,d", count);
        }
        lines.addAll(table.lines(classes));
        lines.add("");
        lines.addAll(passedOver);
        List<DatasetProblem> problems = DatasetProblem.of(findings);
        if (!problems.isEmpty()) {
            lines.addAll(DatasetProblem.TABLE.lines(problems));
            lines.add("");
        }
        SuspiciousLabels labels = findings.labels();
        if (labels != null && !labels.labels().isEmpty()) {
            lines.addAll(table(findings.dataset())
                    .lines(labels.labels().stream().limit(LABELS_SHOWN).toList()));
            lines.add("");
        }
        return lines;
    }

    private static Columns<SuspiciousLabel> table(CheckedDataset dataset) {
        return new Columns<SuspiciousLabel>()
                .text("label", label -> dataset.labelName(label.index()))
                .text("looks like", label -> dataset.classes().get(label.suggested()))
                .figure("sure", label -> Wording.percent(label.suggestedProbability()))
                .text("image", label -> dataset.shown(label.index()));
    }

    /** The last word. */
    String text() {
        StringBuilder text = new StringBuilder();
        if (fixed != null) {
            text.append(String.format(
                    Locale.ROOT,
                    "%s: %,d images, %,d left out, %,d moved; changes.csv lists them%n",
                    fixed.folder,
                    fixed.images,
                    fixed.leftOut,
                    fixed.moved));
        }
        text.append(String.format(Locale.ROOT, "%,d images in %.1f s", images, seconds));
        return text.append(
                        labelNoise == null
                                ? ""
                                : String.format(
                                        Locale.ROOT, "; about %.1f %% of the labels are wrong", 100 * labelNoise))
                .toString();
    }
}
