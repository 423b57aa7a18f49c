package org.mobilenet4j.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.mobilenet4j.ModelBundle;
import org.mobilenet4j.cli.report.Output;
import org.mobilenet4j.cli.report.Report;
import org.mobilenet4j.io.AtomicFile;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.io.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mobilenet embed}: images as vectors, for other programs. */
@Command(
        name = "embed",
        description = "Writes images as vectors: what the network knows of them before its classifier. Beside an .npy,"
                + " whose rows have no names, a .txt of the same name lists the images in the order of rows.",
        footerHeading = "%nExample:%n",
        footer = "  mobilenet embed --model my-model --out vectors.npy photos")
@SuppressWarnings("NullAway.Init")
final class EmbedVerb implements Callable<Integer> {
    private final Output output;

    @Option(
            names = "--model",
            required = true,
            paramLabel = "MODEL",
            description = "A model's folder or zip, a file of weights, or a name that 'weights list' shows.")
    private String model;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "FILE",
            description = "Where to write: a name that ends in .npy, .csv or .json.")
    private Path out;

    @Option(
            names = "--tap",
            paramLabel = "NAME",
            defaultValue = Embeddings.FEATURES,
            description =
                    "Where in the network to look: features (before the classifier), stem, stages.0, ..., or last;"
                            + " of a map, each channel's mean is taken (default: ${DEFAULT-VALUE}).")
    private String tap;

    @Mixin
    private ImageOptions options;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Images, or folders of images.")
    private List<Path> files;

    EmbedVerb(Output output) {
        this.output = output;
    }

    private enum Format {
        NPY,
        CSV,
        JSON;

        static Format of(Path file) {
            String name = file.toString().toLowerCase(Locale.ROOT);
            for (Format format : values()) {
                if (name.endsWith("." + format.name().toLowerCase(Locale.ROOT))) {
                    return format;
                }
            }
            throw new InvalidInputException("--out: " + file + " ends in none of .npy, .csv and .json; rename it");
        }
    }

    private record Embedded(String file, int images, int skipped, int length, String tap) {}

    @Override
    public Integer call() throws IOException {
        Format format = Format.of(out);
        OutputFile.folderOfFile("--out", out);
        List<Path> images = ImageFiles.of(files);
        ModelBundle bundle = StartingModel.load("--model", model, output.console());
        Report report = output.report();
        Embeddings embeddings = Embeddings.of(images, bundle, tap, options, report);
        switch (format) {
            case NPY -> writeNpy(embeddings);
            case CSV -> csv(embeddings).write(out);
            case JSON -> writeJson(embeddings);
        }
        int written = embeddings.files().size();
        report.result(
                new Embedded(out.toString(), written, images.size() - written, embeddings.length(), tap),
                String.format(
                        Locale.ROOT, "%,d images as vectors of %,d floats in %s", written, embeddings.length(), out));
        return ExitCode.OK;
    }

    private void writeNpy(Embeddings embeddings) throws IOException {
        String names = embeddings.files().stream().map(file -> file + "\n").collect(Collectors.joining());
        Path listing = Path.of(out.toString().substring(0, out.toString().length() - ".npy".length()) + ".txt");
        OutputFile.folderOfFile("--out", listing);
        AtomicFile.write(listing, stream -> stream.write(names.getBytes(StandardCharsets.UTF_8)));
        Npy.write(out, embeddings.vectors());
    }

    private static Csv csv(Embeddings embeddings) {
        Csv csv = new Csv(Stream.concat(
                        Stream.of("file"),
                        IntStream.range(0, embeddings.length()).mapToObj(i -> "f" + i))
                .toArray());
        for (int i = 0; i < embeddings.files().size(); i++) {
            csv.row(Stream.concat(
                            Stream.of(embeddings.files().get(i)),
                            floats(embeddings.vectors().get(i)).stream())
                    .toArray());
        }
        return csv;
    }

    private void writeJson(Embeddings embeddings) throws IOException {
        Map<String, Object> vectors = new LinkedHashMap<>();
        for (int i = 0; i < embeddings.files().size(); i++) {
            vectors.put(
                    embeddings.files().get(i).toString(),
                    floats(embeddings.vectors().get(i)));
        }
        AtomicFile.write(out, stream -> Json.write(stream, vectors));
    }

    private static List<Float> floats(float[] values) {
        return IntStream.range(0, values.length).mapToObj(i -> values[i]).toList();
    }
}
