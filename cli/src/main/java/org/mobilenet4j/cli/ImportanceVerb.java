package org.mobilenet4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.Model;
import org.mobilenet4j.cli.console.Output;
import org.mobilenet4j.cli.console.Report;
import org.mobilenet4j.compression.Importance;
import org.mobilenet4j.compression.ImportanceOptions;
import org.mobilenet4j.compression.MeasuredImportance;
import org.mobilenet4j.compression.Removal;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.report.ImportanceReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code mobilenet importance}: what does a model's accuracy depend on? */
@Command(
        name = "importance",
        description =
                "Scores every channel of a classifier (Taylor, magnitude, batch norm scale, activation) on training"
                        + " images, and measures on validation images what is lost without parts of each layer and without whole"
                        + " blocks. Give the data, --val-fraction and --seed that the model was trained with.",
        sortOptions = false,
        footerHeading = "%nExample:%n",
        footer = "  mobilenet importance --model my-model --data photos --report importance.html")
@SuppressWarnings("NullAway.Init")
final class ImportanceVerb implements Callable<Integer> {
    private final Output output;

    @Mixin
    private ModelFlag model;

    @Mixin
    private DataFlags data;

    @Option(
            names = "--report",
            paramLabel = "FILE",
            description = "Write a page to read: charts for each block and what is lost without it, in one HTML file.")
    private @Nullable Path page;

    @Option(names = "--csv", paramLabel = "FILE", description = "Write the scores of every channel as a table.")
    private @Nullable Path csv;

    @Option(
            names = "--channels",
            description = "Print the scores of every channel, not of groups; with --json, an object for each.")
    private boolean isByChannel;

    @Option(
            names = "--images",
            paramLabel = "N",
            defaultValue = "512",
            description = "Training images to score channels on (default: ${DEFAULT-VALUE}).")
    private int images;

    @Option(
            names = "--judge-images",
            paramLabel = "N",
            defaultValue = "1000",
            description =
                    "Validation images to measure losses on, at most; 0 for scores alone (default: ${DEFAULT-VALUE}).")
    private int judged;

    @Option(
            names = "--remove",
            paramLabel = "SHARE",
            defaultValue = "0.25",
            description =
                    "Share of a layer's channels that is removed to see what is lost (default: ${DEFAULT-VALUE}).")
    private double share;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Seed of the split and of what is drawn (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Mixin
    private ImageFlags reading;

    ImportanceVerb(Output output) {
        this.output = output;
    }

    @Override
    public Integer call() throws IOException {
        OutputPath.requireFile("--report", page);
        OutputPath.requireFile("--csv", csv);
        data.checkUntested();
        ImportanceOptions options = options();
        Report report = output.report();
        Model bundle = reading.oriented(model.load(output), report);
        MeasuredImportance measured;
        try (DataFlags.Opened opened = data.open(seed);
                ConsoleListener listener = new ConsoleListener(report)) {
            opened.notes().forEach(report::note);
            measured = new Importance(bundle, options, reading.reader()).run(opened.split(), listener);
        }
        ImportanceReport written = new ImportanceReport(model.name(), measured);
        if (page != null) {
            written.write(page);
        }
        if (csv != null) {
            written.writeCsv(csv);
        }
        if (isByChannel) {
            report.results(ImportanceReport.CHANNELS, measured.channels());
        } else {
            report.results(ImportanceReport.GROUPS, written.groups());
        }
        List<Removal> removals = written.removals();
        if (!removals.isEmpty()) {
            report.text("");
            report.text(String.format(
                    Locale.ROOT,
                    "top-1 of the whole model: %.1f %% of %d validation images; lost without",
                    100 * measured.accuracy(),
                    measured.judgedImages()));
            report.results(ImportanceReport.REMOVALS, removals);
        }
        return ExitCode.OK;
    }

    private ImportanceOptions options() {
        if (images < 2 || judged < 0 || !(share > 0 && share < 1)) {
            throw new InvalidInputException("--images is " + images + ", --judge-images " + judged + ", --remove "
                    + share + "; expected at least 2, at least 0, and between 0 and 1");
        }
        return new ImportanceOptions(images, judged, share, seed);
    }
}
