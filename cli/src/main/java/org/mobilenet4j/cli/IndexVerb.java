package org.mobilenet4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.cli.console.Output;
import org.mobilenet4j.cli.console.Report;
import org.mobilenet4j.data.ImageReader;
import org.mobilenet4j.index.IndexUpdate;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.workflow.ImageEmbedding;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mobilenet index}: images as vectors on the disk, to be searched in milliseconds. */
@Command(
        name = "index",
        description = {
            "Keeps an index of images, to search with 'search --index': what is new or changed in the folders is embedded,"
                    + " what is gone is removed.",
            "Without folders, it brings all that is indexed up to date."
        },
        sortOptions = false,
        footerHeading = "%nExample:%n",
        footer = {
            "  mobilenet index --index photos.index --model mobilenet_v2 \\",
            "      photos more-photos.zip",
            "  mobilenet index --index photos.index",
            "  mobilenet index --index photos.index --remove more-photos.zip"
        })
@SuppressWarnings("NullAway.Init")
final class IndexVerb implements Callable<Integer> {
    private final Output output;

    @Option(
            names = "--index",
            required = true,
            paramLabel = "DIR",
            description = "The index's folder, which is made where there is none.")
    private Path index;

    @Mixin
    private IndexedModelFlag model;

    @Option(
            names = "--tap",
            paramLabel = "NAME",
            description =
                    "Where in the network to look, as 'embed' takes it (default: features, or what the index has).")
    private @Nullable String tap;

    @Option(
            names = "--remove",
            paramLabel = "PATH",
            description = "Take what was found in this folder, archive or file out of the index.")
    private List<Path> removed = List.of();

    @Mixin
    private ImageFlags images;

    @Parameters(arity = "0..*", paramLabel = "FILE", description = "Folders, archives or images to index.")
    private List<Path> files = List.of();

    IndexVerb(Output output) {
        this.output = output;
    }

    private record Removed(String index, int removed) {}

    @Override
    public Integer call() throws IOException {
        LuceneLog.quiet();
        Report report = output.report();
        if (!removed.isEmpty()) {
            if (!files.isEmpty()) {
                throw new InvalidInputException("--remove stands beside folders to index; give one or the other");
            }
            int count = IndexUpdate.remove(index, removed);
            report.result(
                    new Removed(index.toString(), count),
                    String.format(Locale.ROOT, "%,d images taken out of %s", count, index));
            return ExitCode.OK;
        }
        OutputPath.requireFolder("--index", index);
        ImageReader reader = images.reader();
        IndexedModelFlag.Opened opened = model.open(index, tap, output);
        ImageEmbedding embedding = new ImageEmbedding(
                images.oriented(opened.model(), report), opened.origin().tap(), reader);
        try (ConsoleListener listener = new ConsoleListener(report)) {
            IndexUpdate.Changes changes =
                    new IndexUpdate(index, embedding, opened.origin(embedding.model())).run(files, listener);
            IndexFigures figures = IndexFigures.of(index, opened.origin().model(), changes);
            report.result(figures, figures.text());
        }
        return ExitCode.OK;
    }
}
