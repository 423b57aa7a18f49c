package org.mobilenet4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.ModelBundle;
import org.mobilenet4j.cli.report.Output;
import org.mobilenet4j.cli.report.Report;
import org.mobilenet4j.cli.report.Table;
import org.mobilenet4j.cli.report.html.EmbeddedImage;
import org.mobilenet4j.cli.report.html.Page;
import org.mobilenet4j.image.ImageEncoder;
import org.mobilenet4j.io.InvalidInputException;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mobilenet search}: which images are most like this one? */
@Command(
        name = "search",
        description = "Finds the images that are most like one: nearest by the cosine distance of their vectors.",
        footerHeading = "%nExample:%n",
        footer = "  mobilenet search --model my-model --like photo.jpg photos")
@SuppressWarnings("NullAway.Init")
final class SearchVerb implements Callable<Integer> {
    private static final int THUMBNAIL_PIXELS = 168;

    private static final Table<Found> TABLE =
            new Table<Found>().number("distance", "%.4f", Found::distance).text("image", Found::file);

    private final Output output;

    @Option(
            names = "--model",
            required = true,
            paramLabel = "MODEL",
            description = "A model's folder or zip, a file of weights, or a name that 'weights list' shows.")
    private String model;

    @Option(names = "--like", required = true, paramLabel = "FILE", description = "The image to find others like.")
    private Path query;

    @Option(
            names = "--top",
            paramLabel = "N",
            defaultValue = "10",
            description = "How many to show, the nearest first (default: ${DEFAULT-VALUE}).")
    private int top;

    @Option(
            names = "--tap",
            paramLabel = "NAME",
            defaultValue = Embeddings.FEATURES,
            description = "Where in the network to compare, as 'embed' takes it (default: ${DEFAULT-VALUE}).")
    private String tap;

    @Option(
            names = "--report",
            paramLabel = "FILE",
            description = "Write a page that shows what was found, in one HTML file.")
    private @Nullable Path page;

    @Mixin
    private ImageOptions options;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Images to search, or folders of images.")
    private List<Path> files;

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
        if (page != null) {
            OutputFile.folderOfFile("--report", page);
        }
        Path itself = query.toAbsolutePath().normalize();
        List<Path> images = ImageFiles.of(files).stream()
                .filter(file -> !file.toAbsolutePath().normalize().equals(itself))
                .toList();
        if (images.isEmpty()) {
            throw new InvalidInputException(
                    "there is no image to search but " + query + " itself; give others, or a folder of them");
        }
        ModelBundle bundle = StartingModel.load("--model", model, output.console());
        Report report = output.report();
        // The query goes first and alone: that it cannot be read should show at once.
        float[] wanted = Embeddings.of(List.of(query), bundle, tap, options, report)
                .vectors()
                .getFirst();
        Embeddings embeddings = Embeddings.of(images, bundle, tap, options, report);
        List<Found> nearest = IntStream.range(0, embeddings.files().size())
                .mapToObj(i -> new Found(
                        embeddings.files().get(i).toString(),
                        distance(wanted, embeddings.vectors().get(i))))
                .sorted(Comparator.comparingDouble(Found::distance))
                .limit(top)
                .toList();
        if (page != null) {
            page(bundle, nearest).write(page);
        }
        report.results(TABLE, nearest);
        return ExitCode.OK;
    }

    /** One less the cosine of the angle between two vectors; 1 where one of them is zero. */
    static double distance(float[] a, float[] b) {
        double product = 0;
        double squaresA = 0;
        double squaresB = 0;
        for (int i = 0; i < a.length; i++) {
            product += (double) a[i] * b[i];
            squaresA += (double) a[i] * a[i];
            squaresB += (double) b[i] * b[i];
        }
        double lengths = Math.sqrt(squaresA * squaresB);
        return lengths == 0 ? 1 : 1 - product / lengths;
    }

    private Page page(ModelBundle bundle, List<Found> nearest) {
        List<EmbeddedImage> shown = Stream.concat(
                        Stream.of(image(bundle, query.toString(), "searched for")),
                        nearest.stream()
                                .map(found -> image(
                                        bundle,
                                        found.file,
                                        String.format(Locale.ROOT, "distance %.3f", found.distance))))
                .toList();
        return new Page("Images like " + query.getFileName(), "The nearest by what " + model + " sees in them.")
                .images(shown);
    }

    private EmbeddedImage image(ModelBundle bundle, String file, String title) {
        byte[] thumbnail = ImageEncoder.jpeg(bundle.preprocessing()
                .withResolution(THUMBNAIL_PIXELS)
                .crop(options.decoder().decode(Path.of(file))));
        return new EmbeddedImage(thumbnail, title, file);
    }
}
