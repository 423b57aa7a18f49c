package org.mobilenet4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.Model;
import org.mobilenet4j.cli.console.Report;
import org.mobilenet4j.data.AnnotatedDataset;
import org.mobilenet4j.data.AnnotationTask;
import org.mobilenet4j.data.DatasetPart;
import org.mobilenet4j.data.ImageFolder;
import org.mobilenet4j.data.ImageReader;
import org.mobilenet4j.data.LabelledImages;
import org.mobilenet4j.data.Split;
import org.mobilenet4j.datacheck.CheckedDataset;
import org.mobilenet4j.datacheck.CheckedDataset.Part;
import org.mobilenet4j.datacheck.QuickCheck;
import org.mobilenet4j.evaluation.Evaluation;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.workflow.FolderEvaluation;
import picocli.CommandLine.Option;

/** Which images a training learns from, and which it validates on. */
@SuppressWarnings("NullAway.Init")
final class DataFlags {
    @Option(
            names = {"--data", "--train"},
            required = true,
            paramLabel = "DIR",
            description = "Folder, zip or tar with a folder per class, or with such folders in train and val or test.")
    private Path data;

    @Option(
            names = {"--val", "--validation"},
            paramLabel = "DIR",
            description =
                    "Folder or archive to validate on; its folders may also bear WordNet ids or numbers of classes. By"
                            + " default the val or test part of --data, where it is split, and else a share of it.")
    private @Nullable Path val;

    @Option(
            names = {"--val-fraction", "--validation-fraction"},
            paramLabel = "SHARE",
            defaultValue = "0.2",
            description = "Share of each class to validate on (default: ${DEFAULT-VALUE}).")
    private double fraction;

    @Option(names = "--test", paramLabel = "DIR", description = "Folder or archive to evaluate the finished model on.")
    private @Nullable Path test;

    /**
     * The opened datasets.
     *
     * @param other to validate on, where it is another than the one to learn from
     * @param test to evaluate the finished model on
     * @param validation in words, where its images come from
     */
    record Opened(
            ImageFolder folder,
            @Nullable ImageFolder other,
            @Nullable ImageFolder test,
            Split split,
            String validation) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            for (ImageFolder each : all()) {
                each.close();
            }
        }

        /** What a person should know of what was found. */
        List<String> notes() {
            return all().stream().flatMap(each -> each.notes().stream()).toList();
        }

        /** What a quick look at the images found wrong, in at most two lines. */
        List<String> problems() {
            List<Part> parts = new ArrayList<>();
            parts.add(new Part("train", split.train()));
            parts.add(new Part("validation", split.validation()));
            if (test != null) {
                parts.add(new Part("test", LabelledImages.of(test)));
            }
            return QuickCheck.of(new CheckedDataset(parts)).lines();
        }

        /** How good the finished model is on the images to test on; null where there are none. */
        @Nullable
        Evaluation tested(Model model, ImageReader reader, Report report) {
            if (test == null) {
                return null;
            }
            try (ConsoleListener listener = new ConsoleListener(report)) {
                return new FolderEvaluation(model, reader).run(test, listener).evaluation();
            }
        }

        private List<ImageFolder> all() {
            return Stream.of(folder, other, test).filter(Objects::nonNull).toList();
        }
    }

    /** As the user names it. */
    String name() {
        return data.toString();
    }

    void check() {
        if (!(fraction > 0 && fraction < 1)) {
            throw new InvalidInputException(
                    "--val-fraction is " + fraction + ", expected above 0 and less than 1, such as 0.2");
        }
    }

    /** The same for verbs that do not test what they make. */
    void checkUntested() {
        check();
        if (test != null) {
            throw new InvalidInputException("--test is for train; evaluate the finished model on " + test);
        }
    }

    /**
     * An opened dataset with boxes or masks.
     *
     * @param other to validate on, where it is another than the one to learn from
     * @param validation in words, where its images come from
     */
    record Annotated(
            AnnotatedDataset dataset, @Nullable AnnotatedDataset other, AnnotatedDataset.Parts parts, String validation)
            implements AutoCloseable {
        @Override
        public void close() throws IOException {
            dataset.close();
            if (other != null) {
                other.close();
            }
        }
    }

    /** What the data are to be learned for; nothing for classes. */
    Optional<AnnotationTask> task(@Nullable String named) throws IOException {
        if (named != null) {
            return switch (named) {
                case "classification" -> Optional.empty();
                case "detection" -> Optional.of(AnnotationTask.DETECTION);
                case "segmentation" -> Optional.of(AnnotationTask.SEGMENTATION);
                default ->
                    throw new InvalidInputException(
                            "--task is '" + named + "', expected classification, detection or segmentation");
            };
        }
        Set<AnnotationTask> found = AnnotatedDataset.tasksOf(data);
        if (found.size() > 1) {
            throw new InvalidInputException(
                    data + ": has boxes and masks; say which to learn with --task detection or --task segmentation");
        }
        return found.stream().findFirst();
    }

    Annotated annotated(AnnotationTask task, long seed, boolean isStrict) throws IOException {
        if (test != null) {
            throw new InvalidInputException("--test is for classifiers; evaluate the finished model on " + test);
        }
        AnnotatedDataset dataset = AnnotatedDataset.open(data, task, isStrict);
        @Nullable AnnotatedDataset other = null;
        try {
            if (val == null) {
                AnnotatedDataset.Parts parts = dataset.split(fraction, seed);
                String validation = dataset.parts().size() > 1 ? "a part of the data" : fraction + " of the data";
                return new Annotated(dataset, null, parts, validation);
            }
            other = AnnotatedDataset.open(val, task, isStrict);
            if (!other.classes().equals(dataset.classes())) {
                throw new InvalidInputException("--val: " + val + " has the classes " + other.classes()
                        + ", expected those of --data, " + dataset.classes());
            }
            AnnotatedDataset.Parts parts =
                    new AnnotatedDataset.Parts(dataset.part(DatasetPart.TRAIN), other.part(other.evaluationPart()));
            return new Annotated(dataset, other, parts, String.valueOf(val));
        } catch (IOException | RuntimeException refused) {
            dataset.close();
            if (other != null) {
                other.close();
            }
            throw refused;
        }
    }

    Opened open(long seed) throws IOException {
        ImageFolder folder = ImageFolder.open(data);
        @Nullable ImageFolder other = null;
        try {
            other = val == null ? null : ImageFolder.open(val, folder.classes());
            @Nullable ImageFolder tested = test == null ? null : ImageFolder.open(test, folder.classes());
            if (other != null) {
                Split split = new Split(LabelledImages.of(folder), LabelledImages.of(other));
                return new Opened(folder, other, tested, split, String.valueOf(val));
            }
            String validation = folder.validationPart()
                    .map(part -> "the data's " + part + " part")
                    .orElse(fraction + " of each class of the data");
            return new Opened(folder, null, tested, Split.of(folder, fraction, seed), validation);
        } catch (IOException | RuntimeException refused) {
            folder.close();
            if (other != null) {
                other.close();
            }
            throw refused;
        }
    }
}
