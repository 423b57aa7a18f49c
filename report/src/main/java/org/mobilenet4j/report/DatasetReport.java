package org.mobilenet4j.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.mobilenet4j.datacheck.CheckedDataset;
import org.mobilenet4j.datacheck.CheckedImage;
import org.mobilenet4j.datacheck.DatasetFindings;
import org.mobilenet4j.datacheck.DatasetFindings.UnreadableImage;
import org.mobilenet4j.datacheck.Duplicates;
import org.mobilenet4j.datacheck.Duplicates.Group;
import org.mobilenet4j.datacheck.Duplicates.NearPair;
import org.mobilenet4j.datacheck.Duplicates.Relation;
import org.mobilenet4j.datacheck.SuspiciousLabels;
import org.mobilenet4j.image.ContactSheet;
import org.mobilenet4j.image.ImageDecoder;
import org.mobilenet4j.image.ImageEncoder;
import org.mobilenet4j.image.RgbImage;
import org.mobilenet4j.image.Thumbnail;

/**
 * A page on whether a dataset is fit to learn from, which shows the images that are not.
 *
 * @param data what to call the dataset
 * @param findings while its dataset is open, for thumbnails
 */
public record DatasetReport(String data, DatasetFindings findings) {
    private static final int THUMBNAIL_PIXELS = 168;
    private static final int LABELS_SHOWN = 60;
    private static final int PAIRS_SHOWN = 24;
    private static final int IMAGES_SHOWN = 20;
    private static final int LINES_SHOWN = 20;
    private static final int CLASSES_SHOWN = 60;
    private static final int BINS = 24;

    private static final Columns<UnreadableImage> UNREADABLE =
            new Columns<UnreadableImage>().text("why", image -> image.skipped().reason());

    /** Writes the page, whole or not at all. */
    public void write(Path file) throws IOException {
        page().write(file);
    }

    /** The whole report. */
    public Page page() {
        Page page = new Page(
                "Is " + Wording.shortName(data) + " fit to learn from?",
                String.format(
                        Locale.ROOT,
                        "%s: %,d images of %d classes",
                        data,
                        findings.dataset().size(),
                        findings.dataset().classes().size()));
        page.keyFigures(keyFigures());
        List<DatasetProblem> problems = DatasetProblem.of(findings);
        page.section(
                "What was found",
                problems.isEmpty() ? "Nothing that a person should look at." : "The most harmful first.");
        if (!problems.isEmpty()) {
            page.table(DatasetProblem.TABLE, problems);
        }
        findings.dataset().notes().forEach(page::text);
        labels(page);
        copies(
                page,
                Relation.OTHER_PART,
                "Images in two parts",
                "What is measured on one part was learned from the other.");
        copies(
                page,
                Relation.OTHER_CLASS,
                "Images in two classes",
                "One of the two labels is wrong, or both are right.");
        copies(
                page,
                Relation.SAME_CLASS,
                "Images that are there twice",
                "They count twice; otherwise they do no harm.");
        images(page, "Blank images", "Of one brightness but for noise.", findings.blank());
        images(page, "Small images", "Far smaller than the others, or than any network needs.", findings.tiny());
        images(page, "Long images", "A network sees the middle of them.", findings.elongated());
        images(
                page,
                "Images that are stored turned",
                "Their EXIF tag says how to turn them; here they are as they are stored. --exif-orientation turns them.",
                findings.rotated());
        unreadable(page);
        classes(page);
        sizes(page);
        return page;
    }

    private List<KeyFigure> keyFigures() {
        SuspiciousLabels labels = findings.labels();
        Duplicates duplicates = findings.duplicates();
        return List.of(
                new KeyFigure(
                        "images",
                        String.format(Locale.ROOT, "%,d", findings.dataset().size()),
                        findings.unreadable().isEmpty()
                                ? "all can be read"
                                : findings.unreadable().size() + " cannot be read"),
                new KeyFigure(
                        "labels that look wrong",
                        labels == null
                                ? "-"
                                : String.format(
                                        Locale.ROOT, "%,d", labels.confident().size()),
                        labels == null
                                ? "not looked at: no weights were given"
                                : String.format(
                                        Locale.ROOT,
                                        "and %,d doubtful; about %.1f %% are wrong",
                                        labels.doubtful().size(),
                                        100 * labels.noise())),
                new KeyFigure(
                        "in two parts",
                        String.format(Locale.ROOT, "%,d", count(duplicates, Relation.OTHER_PART)),
                        "the same file, or all but the same image"),
                new KeyFigure(
                        "in two classes",
                        String.format(Locale.ROOT, "%,d", count(duplicates, Relation.OTHER_CLASS)),
                        "the same file, or all but the same image"),
                new KeyFigure(
                        "there twice",
                        String.format(Locale.ROOT, "%,d", count(duplicates, Relation.SAME_CLASS)),
                        "in one class of one part"));
    }

    private static int count(Duplicates duplicates, Relation relation) {
        return duplicates.exact(relation).size() + duplicates.near(relation).size();
    }

    private void labels(Page page) {
        SuspiciousLabels labels = findings.labels();
        if (labels == null || labels.labels().isEmpty()) {
            return;
        }
        page.section(
                "Labels that look wrong",
                String.format(
                        Locale.ROOT,
                        "Heads over a frozen trunk, each judging images that it did not learn from, find these likelier of"
                                + " another class (confident learning, Northcutt et al. 2021): with an exclamation mark, as likely as"
                                + " that class's own images. They put %s of all images into the class of their label. The most"
                                + " suspicious first%s.",
                        Wording.percent(labels.accuracy()),
                        labels.labels().size() > LABELS_SHOWN
                                ? String.format(
                                        Locale.ROOT,
                                        ", %d of %,d",
                                        LABELS_SHOWN,
                                        labels.labels().size())
                                : ""));
        page.images(labels.labels().stream()
                .limit(LABELS_SHOWN)
                .map(label -> new InlineImage(
                        thumbnail(label.index()),
                        dataset().labelName(label.index()) + (label.isConfident() ? "! " : "? ")
                                + dataset().classes().get(label.suggested()) + " "
                                + Wording.percent(label.suggestedProbability()),
                        dataset().shown(label.index())))
                .toList());
    }

    private void copies(Page page, Relation relation, String heading, String explanation) {
        List<Group> exact = findings.duplicates().exact(relation);
        List<NearPair> near = findings.duplicates().near(relation);
        if (exact.isEmpty() && near.isEmpty()) {
            return;
        }
        page.section(
                heading,
                explanation
                        + String.format(
                                Locale.ROOT,
                                " Files of the same bytes: %,d. Pairs of images that are all but the same: %,d%s%s.",
                                exact.size(),
                                near.size(),
                                findings.duplicates().isCut() ? " or more" : "",
                                exact.size() + near.size() > PAIRS_SHOWN ? "; the first of them" : ""));
        List<InlineImage> shown = new ArrayList<>();
        for (Group group : exact.subList(0, Math.min(PAIRS_SHOWN / 2, exact.size()))) {
            shown.add(together(
                    group.indexes().getFirst(),
                    group.indexes().getLast(),
                    "the same file, " + group.indexes().size() + " times"));
        }
        for (NearPair pair : near.subList(0, Math.min(PAIRS_SHOWN - shown.size(), near.size()))) {
            shown.add(together(
                    pair.index(),
                    pair.other(),
                    String.format(
                            Locale.ROOT, "%.3f alike%s", pair.correlation(), pair.isMirrored() ? ", mirrored" : "")));
        }
        page.drawings(shown);
    }

    private InlineImage together(int index, int other, String title) {
        RgbImage both = ContactSheet.sideBySide(List.of(decoded(index), decoded(other)), THUMBNAIL_PIXELS);
        return new InlineImage(ImageEncoder.jpeg(both), title, placed(index) + " · " + placed(other));
    }

    private String placed(int index) {
        String name = dataset().shown(index);
        return dataset().isSplit()
                ? dataset().parts().get(dataset().partOf(index)).name() + ": " + name
                : name;
    }

    private void images(Page page, String heading, String explanation, List<CheckedImage> images) {
        if (images.isEmpty()) {
            return;
        }
        page.section(
                heading,
                explanation
                        + (images.size() > IMAGES_SHOWN
                                ? String.format(Locale.ROOT, " %d of %,d.", IMAGES_SHOWN, images.size())
                                : ""));
        page.images(images.stream()
                .limit(IMAGES_SHOWN)
                .map(image ->
                        new InlineImage(thumbnail(image.index()), image.size().toString(), placed(image.index())))
                .toList());
    }

    private void unreadable(Page page) {
        List<UnreadableImage> images = findings.unreadable();
        if (images.isEmpty()) {
            return;
        }
        page.section(
                "Images that cannot be read",
                images.size() > LINES_SHOWN ? "The first " + LINES_SHOWN + " of " + images.size() + "." : "");
        page.table(UNREADABLE, images.subList(0, Math.min(LINES_SHOWN, images.size())));
    }

    private void classes(Page page) {
        int[][] counts = dataset().counts();
        List<String> classes = dataset().classes();
        int most = Math.max(1, Arrays.stream(counts[0]).max().orElse(1));
        List<Integer> shown = IntStream.range(0, classes.size())
                .boxed()
                .sorted((a, b) -> Integer.compare(counts[0][a], counts[0][b]))
                .limit(CLASSES_SHOWN)
                .toList();
        page.section(
                "Classes",
                (shown.size() < classes.size() ? "The " + shown.size() + " smallest. " : "The smallest first. ")
                        + (dataset().isSplit()
                                ? "Images by part: "
                                        + String.join(
                                                ", ",
                                                dataset().parts().stream()
                                                        .map(CheckedDataset.Part::name)
                                                        .toList())
                                        + "."
                                : ""));
        page.bars(shown.stream()
                .map(c -> new Bar(
                        classes.get(c),
                        (double) counts[0][c] / most,
                        String.join(
                                " + ",
                                Arrays.stream(counts)
                                        .map(part -> String.format(Locale.ROOT, "%,d", part[c]))
                                        .toList())))
                .toList());
    }

    private void sizes(Page page) {
        page.section(
                "Sizes and shapes",
                String.format(
                        Locale.ROOT,
                        "Half of the images have a shorter side of at least %d pixels.",
                        findings.medianShortSide()));
        page.charts(
                Page.captioned(
                        "Images by the shorter side, in pixels", histogram("shorter side", CheckedImage::shortSide)),
                Page.captioned(
                        "Images by shape: below 1 upright, above 1 wide",
                        histogram(
                                "width / height",
                                image -> (double) image.size().width()
                                        / image.size().height())));
    }

    private Element histogram(String title, Function<CheckedImage, Number> value) {
        double[] values = findings.images().stream()
                .mapToDouble(image -> value.apply(image).doubleValue())
                .sorted()
                .toArray();
        double low = Math.floor(10 * values[0]) / 10;
        double high = Math.max(low + 1, values[values.length - 1]);
        double[] counts = new double[BINS];
        for (double each : values) {
            counts[Math.min(BINS - 1, (int) (BINS * (each - low) / (high - low)))]++;
        }
        return new Histogram(title, low, high, counts, false).toElement("images");
    }

    private CheckedDataset dataset() {
        return findings.dataset();
    }

    private RgbImage decoded(int index) {
        return dataset().decode(index, new ImageDecoder());
    }

    private byte[] thumbnail(int index) {
        return ImageEncoder.jpeg(Thumbnail.of(decoded(index), THUMBNAIL_PIXELS));
    }
}
