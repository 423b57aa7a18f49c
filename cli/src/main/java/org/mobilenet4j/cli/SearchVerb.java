package org.mobilenet4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.Model;
import org.mobilenet4j.cli.console.Output;
import org.mobilenet4j.cli.console.Report;
import org.mobilenet4j.data.ImageReader;
import org.mobilenet4j.data.UnlabelledImages;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.report.Columns;
import org.mobilenet4j.report.SearchReport;
import org.mobilenet4j.workflow.FoundImages;
import org.mobilenet4j.workflow.ImageEmbedding;
import org.mobilenet4j.workflow.ImageSearch;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mobilenet search}: which images are most like this one? */
@Command(
        name = "search",
        description = {
            "Finds the images that are most like one or several: nearest by the cosine distance of their vectors.",
            "In an index that 'index' made, that takes milliseconds; without one, all images are embedded first."
        },
        sortOptions = false,
        footerHeading = "%nExample:%n",
        footer = {
            "  mobilenet search --model my-model --like photo.jpg photos",
            "  mobilenet search --index photos.index --like photo.jpg --like another.jpg",
            "  mobilenet search --index photos.index --label beach --report beach.html",
            "  mobilenet search --index photos.index --duplicates"
        })
@SuppressWarnings("NullAway.Init")
final class SearchVerb implements Callable<Integer> {
    private static final Columns<Found> COLUMNS =
            new Columns<Found>().number("distance", "%.4f", Found::distance).text("image", Found::file);

    private final Output output;

    @Mixin
    private IndexedModelFlag model;

    @Option(names = "--like", paramLabel = "FILE", description = "The image to find others like; may be given again.")
    private List<Path> queries = List.of();

    @Mixin
    private IndexSearchFlags index;

    @Option(
            names = "--top",
            paramLabel = "N",
            defaultValue = "10",
            description = "How many to show, the nearest first (default: ${DEFAULT-VALUE}).")
    private int top;

    @Option(
            names = "--tap",
            paramLabel = "NAME",
            description =
                    "Where in the network to compare, as 'embed' takes it (default: features, or what the index has).")
    private @Nullable String tap;

    @Option(
            names = "--report",
            paramLabel = "FILE",
            description = "Write a page that shows what was found, in one HTML file.")
    private @Nullable Path page;

    @Mixin
    private ImageFlags images;

    @Parameters(
            arity = "0..*",
            paramLabel = "FILE",
            description = "Without an index: images to search, or folders or archives of images.")
    private List<Path> files = List.of();

    SearchVerb(Output output) {
        this.output = output;
    }

    /** @param distance 0 for the same direction, 1 for nothing in common, 2 for opposite */
    private record Found(String file, double distance) {}

    @Override
    public Integer call() throws IOException {
        if (top < 1) {
            throw new InvalidInputException("--top is " + top + ", expected at least 1");
        }
        OutputPath.requireFile("--report", page);
        ImageReader reader = images.reader();
        if (index.isGiven()) {
            index.refuseFiles(files);
            index.search(new IndexSearchFlags.Query(queries, top, tap, page), model, images, reader, output);
            return ExitCode.OK;
        }
        index.refuseWithout();
        if (queries.isEmpty() || files.isEmpty()) {
            throw new InvalidInputException((queries.isEmpty() ? "--like is missing" : "there is nothing to search")
                    + ", expected an image to find others like, and images, folders or --index to search");
        }
        Report report = output.report();
        Model bundle = images.oriented(model.load(output), report);
        try (ConsoleListener listener = new ConsoleListener(report);
                UnlabelledImages opened = UnlabelledImages.open(files)) {
            opened.notes().forEach(report::note);
            ImageEmbedding embedding = new ImageEmbedding(bundle, tap == null ? ImageEmbedding.FEATURES : tap, reader);
            FoundImages found = new ImageSearch(embedding, top).run(queries, opened, listener);
            if (page != null) {
                SearchReport.like(model.name(), embedding.reader().decoder(), found)
                        .write(page);
            }
            report.results(
                    COLUMNS,
                    found.nearest().stream()
                            .map(each -> new Found(each.name(), each.distance()))
                            .toList());
        }
        return ExitCode.OK;
    }
}
