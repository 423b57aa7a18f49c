package org.mobilenet4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.mobilenet4j.cli.console.Report;
import org.mobilenet4j.compression.CompressedModel;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.report.CompressionReport;
import org.mobilenet4j.report.Wording;
import picocli.CommandLine.Option;

/** What the verbs share that make a trained model smaller. */
final class CompressionFlags {
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
    private int images;

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

    int epochs() {
        return atLeast("--epochs", epochs, 0);
    }

    int scoredImages() {
        return atLeast("--images", images, 2);
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

    /** Writes the model and the page beside it, and tells the result. */
    void write(CompressedModel compressed, Path out, String how, Report report) throws IOException {
        compressed.model().save(out);
        Path page = out.resolve("report.html");
        new CompressionReport(Wording.shortName(out.toString()), how, compressed).write(page);
        CompressionReport.STEPS.lines(compressed.steps()).forEach(report::text);
        report.text("");
        CompressionFigures figures = CompressionFigures.of(out, page, compressed);
        report.result(figures, figures.text());
        report.note("next: mobilenet predict --model " + out + " IMAGE");
    }
}
