package org.mobilenet4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.cli.console.Output;
import org.mobilenet4j.cli.console.Report;
import org.mobilenet4j.data.ImageFolder;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.report.papers.AblationStudy;
import org.mobilenet4j.report.papers.PapersReport;
import org.mobilenet4j.report.papers.StudyResults;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code mobilenet papers}: do the papers' claims hold? */
@Command(
        name = "papers",
        description = {
            "Computes what the MobileNet papers claim, and writes a page that tells what held: for everybody who reads about"
                    + " MobileNets for the first time. Latencies are of this machine; leave it alone for the three minutes.",
            "The claims that need training show results that come with the program; --train makes them anew."
        },
        sortOptions = false,
        footerHeading = "%nExample:%n",
        footer = {"  mobilenet papers --out papers", "  mobilenet papers --train --data cifar10.zip --out papers"})
@SuppressWarnings("NullAway.Init")
final class PapersVerb implements Callable<Integer> {
    private final Output output;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Folder to write papers.html to.")
    private Path out;

    @Option(
            names = "--train",
            description = "Train the small networks anew, which takes a while, and write trainings.json, too.")
    private boolean isTrained;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "With --train: a folder or archive of small images with a folder per class, such as CIFAR-10.")
    private @Nullable Path data;

    @Mixin
    private ThreadsFlag threads;

    PapersVerb(Output output) {
        this.output = output;
    }

    @Override
    public Integer call() throws IOException {
        if (isTrained != (data != null)) {
            throw new InvalidInputException(
                    isTrained
                            ? "--train needs --data, such as CIFAR-10 as a folder or zip"
                            : "--data goes with --train; leave it out, or train");
        }
        OutputPath.requireFolder("--out", out);
        Report report = output.report();
        try (ConsoleListener listener = new ConsoleListener(report)) {
            StudyResults study = data == null ? StudyResults.stored() : study(data, listener);
            PapersReport papers = PapersReport.measured(study, data == null, listener);
            Path page = out.resolve("papers.html");
            Files.createDirectories(out);
            papers.write(page);
            report.results(PapersReport.CLAIMS, papers.claims());
            report.note("report: " + page);
        }
        return ExitCode.OK;
    }

    private StudyResults study(Path images, ConsoleListener listener) throws IOException {
        try (ImageFolder folder = ImageFolder.open(InputPath.existing("--data", images))) {
            Files.createDirectories(out);
            return AblationStudy.small(threads.reader()).run(folder, out.resolve("trainings.json"), listener);
        }
    }
}
