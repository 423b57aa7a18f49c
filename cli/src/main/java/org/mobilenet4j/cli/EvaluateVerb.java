package org.mobilenet4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.Model;
import org.mobilenet4j.cli.console.Output;
import org.mobilenet4j.cli.console.Report;
import org.mobilenet4j.data.ImageFolder;
import org.mobilenet4j.data.ImageReader;
import org.mobilenet4j.report.EvaluationReport;
import org.mobilenet4j.report.EvaluationTables;
import org.mobilenet4j.workflow.EvaluatedImages;
import org.mobilenet4j.workflow.FolderEvaluation;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code mobilenet evaluate}: how good is a model on these images? */
@Command(
        name = "evaluate",
        description =
                "Evaluates a model on labelled images: a folder (or zip or tar) with a folder per class, named as the"
                        + " model names its classes, by WordNet id for ImageNet's, or by the number of the class.",
        footerHeading = "%nExample:%n",
        footer = "  mobilenet evaluate --model my-model --data photos --report report.html")
@SuppressWarnings("NullAway.Init")
final class EvaluateVerb implements Callable<Integer> {
    private final Output output;

    @Mixin
    private ModelFlag model;

    @Option(
            names = "--data",
            required = true,
            paramLabel = "DIR",
            description =
                    "Folder or archive (zip, tar) with a folder per class. Of a dataset that is split, the test part is taken.")
    private Path data;

    @Option(
            names = "--report",
            paramLabel = "FILE",
            description = "Write a page to read and print: figures, charts and the worst mistakes, in one HTML file.")
    private @Nullable Path page;

    @Option(
            names = "--csv",
            paramLabel = "DIR",
            description = "Write tables for a spreadsheet: images.csv, classes.csv and confusion.csv.")
    private @Nullable Path tables;

    @Mixin
    private ImageFlags images;

    EvaluateVerb(Output output) {
        this.output = output;
    }

    @Override
    public Integer call() throws IOException {
        OutputPath.requireFile("--report", page);
        OutputPath.requireFolder("--csv", tables);
        ImageReader reader = images.reader();
        Report report = output.report();
        Model bundle = images.oriented(model.load(output), report);
        try (ConsoleListener listener = new ConsoleListener(report);
                ImageFolder folder = ImageFolder.open(data, bundle.labels())) {
            folder.notes().forEach(report::note);
            EvaluatedImages evaluated = new FolderEvaluation(bundle, reader).run(folder, listener);
            if (page != null) {
                EvaluationReport.of(model.name(), data.toString(), evaluated).write(page);
            }
            if (tables != null) {
                EvaluationTables.of(evaluated).write(tables);
            }
            EvaluationFigures figures = EvaluationFigures.of(model.name(), data.toString(), evaluated);
            EvaluationReport.CLASSES.lines(figures.classes()).forEach(report::text);
            report.text("");
            report.result(figures, figures.text(evaluated));
        }
        return ExitCode.OK;
    }
}
