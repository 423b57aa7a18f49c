package org.mobilenet4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.cli.console.Output;
import org.mobilenet4j.cli.console.Report;
import org.mobilenet4j.data.ImageReader;
import org.mobilenet4j.datacheck.CheckedDataset;
import org.mobilenet4j.datacheck.CleanedCopy;
import org.mobilenet4j.datacheck.CleanedCopy.Cleaned;
import org.mobilenet4j.datacheck.CleanedCopy.WrongLabels;
import org.mobilenet4j.datacheck.DatasetCheck;
import org.mobilenet4j.datacheck.DatasetFindings;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.report.DatasetReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code mobilenet check}: is a dataset fit to learn from? */
@Command(
        name = "check",
        description = {
            "Looks at a dataset before a training: unreadable, blank and small images, the same image in two classes or in"
                    + " two parts, classes too small and, by the features of trained weights, labels that look wrong.",
            "Nothing in the dataset is changed; --fix writes a cleaned copy."
        },
        sortOptions = false,
        footerHeading = "%nExample:%n",
        footer = {
            "  mobilenet check --data photos --weights mobilenet_v2 --report photos.html",
            "  mobilenet check --data photos --weights mobilenet_v2 \\",
            "      --fix clean-photos --wrong-labels drop"
        })
@SuppressWarnings("NullAway.Init")
final class CheckVerb implements Callable<Integer> {
    private final Output output;

    @Option(
            names = "--data",
            required = true,
            paramLabel = "DIR",
            description = "Folder, zip or tar with a folder per class, or with such folders in train and val or test.")
    private Path data;

    @Option(names = "--val", paramLabel = "DIR", description = "Folder or archive to validate on, if it is another.")
    private @Nullable Path validation;

    @Option(names = "--test", paramLabel = "DIR", description = "Folder or archive to test on, if it is another.")
    private @Nullable Path test;

    @Mixin
    private TrunkFlag trunk;

    @Option(
            names = "--report",
            paramLabel = "FILE",
            description = "Write a page that shows what was found, in one HTML file.")
    private @Nullable Path page;

    @Option(
            names = "--fix",
            paramLabel = "DIR",
            description = "Write a cleaned copy to a new folder: without what cannot be read, blank images and copies.")
    private @Nullable Path fixed;

    @Option(
            names = "--wrong-labels",
            paramLabel = "WHAT",
            defaultValue = "keep",
            description = "What --fix does to images whose labels look wrong: keep, drop, or move, to the class that"
                    + " they look like (default: ${DEFAULT-VALUE}).")
    private String wrongLabels;

    @Mixin
    private ThreadsFlag threads;

    CheckVerb(Output output) {
        this.output = output;
    }

    @Override
    public Integer call() throws IOException {
        OutputPath.requireFile("--report", page);
        WrongLabels treatment = Choice.of("--wrong-labels", WrongLabels.values(), wrongLabels);
        require(treatment);
        ImageReader reader = threads.reader();
        Report report = output.report();
        try (ConsoleListener listener = new ConsoleListener(report);
                CheckedDataset dataset = CheckedDataset.open(data, validation, test)) {
            DatasetFindings findings = new DatasetCheck(reader, trunk.open(reader, output)).run(dataset, listener);
            if (page != null) {
                new DatasetReport(data.toString(), findings).write(page);
            }
            @Nullable Cleaned cleaned = fixed == null ? null : new CleanedCopy(treatment).write(findings, fixed);
            CheckFigures figures = CheckFigures.of(data, findings, cleaned);
            figures.lines(findings).forEach(report::text);
            report.result(figures, figures.text());
        }
        return ExitCode.OK;
    }

    private void require(WrongLabels treatment) {
        if (fixed != null) {
            OutputPath.requireNew("--fix", fixed);
        }
        if (treatment != WrongLabels.KEEP && (fixed == null || !trunk.isGiven())) {
            throw new InvalidInputException("--wrong-labels is " + wrongLabels
                    + ", which is for --fix and needs --weights;" + " give both, or leave it out");
        }
    }
}
