package org.mobilenet4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.mobilenet4j.Model;
import org.mobilenet4j.OpenOptions;
import org.mobilenet4j.Task;
import org.mobilenet4j.cli.console.Output;
import org.mobilenet4j.cli.console.Report;
import org.mobilenet4j.data.ImageFolder;
import org.mobilenet4j.data.ImageReader;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.workflow.ComparedModels;
import org.mobilenet4j.workflow.ModelComparison;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mobilenet compare}: which of two models is better on these images, and is that chance? */
@Command(
        name = "compare",
        description =
                "Puts two classifiers side by side on the same labelled images: accuracy, agreement, McNemar's exact"
                        + " test, speed and size.",
        footerHeading = "%nExample:%n",
        footer = "  mobilenet compare old-model new-model --data photos")
@SuppressWarnings("NullAway.Init")
final class CompareVerb implements Callable<Integer> {
    private final Output output;

    @Parameters(index = "0", paramLabel = "MODEL", description = "A model as 'evaluate' takes it.")
    private String first;

    @Parameters(index = "1", paramLabel = "MODEL", description = "Another one that knows the same classes.")
    private String second;

    @Option(
            names = "--data",
            required = true,
            paramLabel = "DIR",
            description =
                    "Folder or archive (zip, tar) with a folder per class. Of a dataset that is split, the test part is taken.")
    private Path data;

    @Mixin
    private WeightsFlags weights;

    @Mixin
    private ImageFlags images;

    CompareVerb(Output output) {
        this.output = output;
    }

    @Override
    public Integer call() throws IOException {
        ImageReader reader = images.reader();
        Report report = output.report();
        Model one = load("the first MODEL", first, report);
        Model other = load("the second MODEL", second, report);
        ModelComparison comparison = new ModelComparison(one, other, reader);
        try (ConsoleListener listener = new ConsoleListener(report);
                ImageFolder folder = ImageFolder.open(data, one.labels())) {
            folder.notes().forEach(report::note);
            ComparedModels compared = comparison.run(folder, listener);
            ComparisonFigures figures = ComparisonFigures.of(first, second, compared);
            ComparisonFigures.SIDES
                    .lines(List.of(figures.first(), figures.second()))
                    .forEach(report::text);
            report.text("");
            report.result(figures, figures.text());
        }
        return ExitCode.OK;
    }

    /** What is said of weights is meant for whichever of the two is a bare file. */
    private Model load(String option, String model, Report report) throws IOException {
        boolean isBare = Files.isRegularFile(Path.of(model));
        OpenOptions options =
                isBare ? weights.options(report::warning) : OpenOptions.DEFAULT.withNotes(report::warning);
        Model loaded = StartingModel.load(option, model, options, null, output.console());
        if (loaded.task() instanceof Task.ObjectDetection || loaded.task() instanceof Task.SemanticSegmentation) {
            throw new InvalidInputException(option + ": " + model + " is "
                    + (loaded.task() instanceof Task.ObjectDetection ? "a detector" : "a segmentation network")
                    + ", expected a classifier; run evaluate on the same --data with each of the two");
        }
        return images.oriented(loaded, report);
    }
}
