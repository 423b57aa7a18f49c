package org.mobilenet4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.mobilenet4j.Model;
import org.mobilenet4j.cli.console.Output;
import org.mobilenet4j.cli.console.Report;
import org.mobilenet4j.data.ImageReader;
import org.mobilenet4j.data.UnlabelledImages;
import org.mobilenet4j.workflow.Embeddings;
import org.mobilenet4j.workflow.ImageEmbedding;
import org.mobilenet4j.workflow.VectorFormat;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mobilenet embed}: images as vectors, for other programs. */
@Command(
        name = "embed",
        description =
                "Writes images as vectors: what the network knows of them before its classifier. The rows of an .npy"
                        + " have no names; a .txt of the same name lists the images in their order.",
        footerHeading = "%nExample:%n",
        footer = "  mobilenet embed --model my-model --out vectors.npy photos")
@SuppressWarnings("NullAway.Init")
final class EmbedVerb implements Callable<Integer> {
    private final Output output;

    @Mixin
    private ModelFlag model;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "FILE",
            description = "Where to write: a name that ends in .npy, .csv or .json.")
    private Path out;

    @Option(
            names = "--tap",
            paramLabel = "NAME",
            defaultValue = ImageEmbedding.FEATURES,
            description =
                    "Where in the network to look: features (before the classifier), or a layer, block or stage by name,"
                            + " such as stem or stages.3;"
                            + " of a map, each channel's mean is taken (default: ${DEFAULT-VALUE}).")
    private String tap;

    @Mixin
    private ImageFlags images;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Images, or folders or archives of images.")
    private List<Path> files;

    EmbedVerb(Output output) {
        this.output = output;
    }

    private record Embedded(String file, int images, int skipped, int length, String tap) {}

    @Override
    public Integer call() throws IOException {
        VectorFormat format = VectorFormat.of(out);
        OutputPath.requireFile("--out", out);
        OutputPath.requireFile("--out", format == VectorFormat.NPY ? format.namesFile(out) : null);
        ImageReader reader = images.reader();
        Report report = output.report();
        try (ConsoleListener listener = new ConsoleListener(report);
                UnlabelledImages opened = UnlabelledImages.open(files)) {
            opened.notes().forEach(report::note);
            Model bundle = images.oriented(model.load(output), report);
            Embeddings embeddings = new ImageEmbedding(bundle, tap, reader).run(opened, listener);
            format.write(embeddings, out);
            int written = embeddings.vectors().size();
            report.result(
                    new Embedded(out.toString(), written, embeddings.skipped().size(), embeddings.length(), tap),
                    String.format(
                            Locale.ROOT,
                            "%,d images as vectors of %,d floats in %s",
                            written,
                            embeddings.length(),
                            out));
        }
        return ExitCode.OK;
    }
}
