package org.mobilenet4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.cli.console.Output;
import org.mobilenet4j.cli.console.Report;
import org.mobilenet4j.data.AnnotationTask;
import org.mobilenet4j.io.InvalidInputException;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** {@code mobilenet quickstart}: the main job from beginning to end, on images that it draws itself. */
@Command(
        name = "quickstart",
        description = {
            "Shows the main job from beginning to end, without network or weights: draws images of five kinds of"
                    + " flower, trains a classifier on them, validates it, and classifies an image. With --task detection or"
                    + " segmentation the same for a network that finds the flowers, or their pixels."
        },
        footerHeading = "%nExample:%n",
        footer = {"  mobilenet quickstart", "  mobilenet quickstart --task detection"})
@SuppressWarnings("NullAway.Init")
final class QuickstartVerb implements Callable<Integer> {
    private static final String CLASSIFICATION = "classification";
    private static final int PER_KIND = 160;
    private static final int SCENES = 500;

    private final Output output;

    @Option(
            names = "--task",
            paramLabel = "TASK",
            defaultValue = CLASSIFICATION,
            description = "What to show: classification, detection or segmentation (default: ${DEFAULT-VALUE}).")
    private String task;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Folder for images and model (default: quickstart, or quickstart-TASK).")
    private @Nullable Path out;

    @Option(
            names = "--per-kind",
            paramLabel = "N",
            description = "For classification: images of each kind (default: " + PER_KIND + ").")
    private @Nullable Integer perKind;

    @Option(
            names = "--scenes",
            paramLabel = "N",
            description = "For detection and segmentation: images of several flowers, a fifth of them to validate on"
                    + " (default: " + SCENES + ").")
    private @Nullable Integer scenes;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Seed of drawings, weights and split (default: ${DEFAULT-VALUE}).")
    private long seed;

    QuickstartVerb(Output output) {
        this.output = output;
    }

    @Override
    public Integer call() throws IOException {
        Report report = output.report();
        switch (task) {
            case CLASSIFICATION -> {
                refuse("--scenes", scenes);
                int count = count("--per-kind", perKind, PER_KIND, 4);
                new ClassificationQuickstart(report, folder("quickstart"), count, seed).run();
            }
            case "detection" -> dense(AnnotationTask.DETECTION, report);
            case "segmentation" -> dense(AnnotationTask.SEGMENTATION, report);
            default ->
                throw new InvalidInputException(
                        "--task is '" + task + "', expected classification, detection or segmentation");
        }
        return ExitCode.OK;
    }

    private void dense(AnnotationTask shown, Report report) throws IOException {
        refuse("--per-kind", perKind);
        int count = count("--scenes", scenes, SCENES, 10);
        new DenseQuickstart(shown, report, folder("quickstart-" + task), count, seed).run();
    }

    private Path folder(String usual) {
        return Objects.requireNonNullElse(out, Path.of(usual));
    }

    private void refuse(String option, @Nullable Integer value) {
        if (value != null) {
            throw new InvalidInputException(option + " does not go with --task " + task + "; leave it out");
        }
    }

    private static int count(String option, @Nullable Integer value, int usual, int least) {
        int count = Objects.requireNonNullElse(value, usual);
        if (count < least || count > 10_000) {
            throw new InvalidInputException(option + " is " + count + ", expected " + least + " to 10000");
        }
        return count;
    }
}
