package org.mobilenet4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.mobilenet4j.Model;
import org.mobilenet4j.cli.console.Output;
import org.mobilenet4j.cli.console.Report;
import org.mobilenet4j.compression.CompressedModel;
import org.mobilenet4j.data.ImageReader;
import org.mobilenet4j.data.Split;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.report.CompressionReport;
import org.mobilenet4j.report.Wording;
import org.mobilenet4j.workflow.WorkflowListener;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What the verbs share that make a trained model smaller: their options, and how they run. */
@SuppressWarnings("NullAway.Init")
final class CompressionFlags {
    @Mixin
    private ModelFlag model;

    @Mixin
    private DataFlags data;

    @Option(names = "--out", required = true, paramLabel = "MODEL", description = "Folder to write the model to.")
    private Path out;

    @Option(
            names = "--epochs",
            paramLabel = "N",
            defaultValue = "8",
            description = "Epochs of fine-tuning at the end (default: ${DEFAULT-VALUE}).")
    private int epochs;

    @Option(
            names = "--images",
            paramLabel = "N",
            defaultValue = "512",
            description = "Training images that channels are scored on (default: ${DEFAULT-VALUE}).")
    private int scoredImages;

    @Option(
            names = "--latency-threads",
            paramLabel = "N",
            defaultValue = "1",
            description = "Threads that an image's latency is measured on (default: ${DEFAULT-VALUE}).")
    private int latencyThreads;

    @Option(
            names = "--learning-rate",
            paramLabel = "RATE",
            defaultValue = "0.004",
            description = "The highest learning rate of fine-tuning (default: ${DEFAULT-VALUE}).")
    private double learningRate;

    @Option(
            names = "--teacher-share",
            paramLabel = "SHARE",
            defaultValue = "0.5",
            description = "Share of the whole model's answers in the loss of fine-tuning; 0 for the labels alone"
                    + " (default: ${DEFAULT-VALUE}).")
    private double teacherShare;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Seed of the split and of fine-tuning (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Mixin
    private ImageFlags images;

    /** One of the library's workflows. */
    interface Workflow {
        CompressedModel run(Model whole, ImageReader reader, Path out, Split split, WorkflowListener listener)
                throws IOException;
    }

    int epochs() {
        return atLeast("--epochs", epochs, 0);
    }

    int scoredImages() {
        return atLeast("--images", scoredImages, 2);
    }

    int latencyThreads() {
        return atLeast("--latency-threads", latencyThreads, 1);
    }

    double learningRate() {
        if (!(learningRate > 0 && learningRate < Double.POSITIVE_INFINITY)) {
            throw new InvalidInputException("--learning-rate is " + learningRate + ", expected above 0, such as 0.004");
        }
        return learningRate;
    }

    double teacherShare() {
        if (!(teacherShare >= 0 && teacherShare <= 1)) {
            throw new InvalidInputException("--teacher-share is " + teacherShare + ", expected 0 to 1, such as 0.5");
        }
        return teacherShare;
    }

    long seed() {
        return seed;
    }

    static int atLeast(String option, int value, int least) {
        if (value < least) {
            throw new InvalidInputException(option + " is " + value + ", expected at least " + least);
        }
        return value;
    }

    /** Looks at what was asked for before anything is read. */
    void check() {
        data.checkUntested();
        OutputPath.requireFolder("--out", out);
    }

    /**
     * Makes a model smaller, writes it and the page beside it, and tells the result.
     *
     * @param what was done to the model, behind its name
     */
    void run(Output output, String what, Workflow workflow) throws IOException {
        Report report = output.report();
        Model whole = images.oriented(model.load(output), report);
        CompressedModel compressed;
        try (DataFlags.Opened opened = data.open(seed);
                ConsoleListener listener =
                        new ConsoleListener(report, opened.split().train().size())) {
            opened.notes().forEach(report::note);
            compressed = workflow.run(whole, images.reader(), out, opened.split(), listener);
        }
        compressed.model().save(out);
        Path page = out.resolve("report.html");
        new CompressionReport(Wording.shortName(out.toString()), model.name() + " " + what, compressed).write(page);
        CompressionReport.STEPS.lines(compressed.steps()).forEach(report::text);
        report.text("");
        CompressionFigures figures = CompressionFigures.of(out, page, compressed);
        report.result(figures, figures.text());
        report.note("next: mobilenet predict --model " + out + " IMAGE");
    }
}
