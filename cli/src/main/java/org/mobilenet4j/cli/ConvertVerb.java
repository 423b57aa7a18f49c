package org.mobilenet4j.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.mobilenet4j.MobileNet;
import org.mobilenet4j.ModelBundle;
import org.mobilenet4j.cli.report.Output;
import org.mobilenet4j.cli.report.Report;
import org.mobilenet4j.inference.CompiledNetwork;
import org.mobilenet4j.inference.Compiler;
import org.mobilenet4j.io.AtomicFile;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.naming.LoadedParameters;
import org.mobilenet4j.naming.NameLayout;
import org.mobilenet4j.onnx.DjlModel;
import org.mobilenet4j.onnx.OnnxExport;
import org.mobilenet4j.onnx.OnnxImport;
import org.mobilenet4j.onnx.OnnxOptions;
import org.mobilenet4j.weights.Safetensors;
import org.mobilenet4j.weights.StoredPrecision;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** {@code mobilenet convert}: the same model in another form. */
@Command(
        name = "convert",
        description = "Writes a model in another form, reads that back, and compares what both say of images.",
        sortOptions = false,
        footerHeading = "%nExample:%n",
        footer = "  mobilenet convert --from my-model --to for-timm.safetensors --format timm")
@SuppressWarnings("NullAway.Init")
final class ConvertVerb implements Callable<Integer> {
    private static final int IMAGES = 5;

    /** Of the largest output, or of 1 where that is smaller. */
    private static final double TOLERANCE = 1e-3;

    /** The same of weights rounded to 11 bits: wide, to find a wrong file rather than to judge the rounding. */
    private static final double HALF_TOLERANCE = 0.05;

    private final Output output;

    @Option(
            names = "--from",
            required = true,
            paramLabel = "MODEL",
            description =
                    "A model's folder or zip, a .pth or .safetensors file, an ONNX file or DJL directory that this"
                            + " program wrote, or a name that 'weights list' shows.")
    private String from;

    @Option(names = "--to", required = true, paramLabel = "PATH", description = "The file or folder to write.")
    private Path to;

    @Option(
            names = "--format",
            required = true,
            paramLabel = "FORMAT",
            description =
                    "model (a folder), zip (of one), torchvision or timm (safetensors under their names), onnx, or"
                            + " djl (a folder).")
    private String format;

    @Option(
            names = "--precision",
            paramLabel = "TYPE",
            defaultValue = "float32",
            description = "How filters and matrices are stored: float32, or float16 in half the space (default:"
                    + " ${DEFAULT-VALUE}). For ONNX files see 'export'.")
    private String precision;

    ConvertVerb(Output output) {
        this.output = output;
    }

    private enum Format {
        MODEL,
        ZIP,
        TORCHVISION,
        TIMM,
        ONNX,
        DJL;

        boolean isFolder() {
            return this == MODEL || this == DJL;
        }

        boolean isOnnx() {
            return this == ONNX || this == DJL;
        }
    }

    private record Converted(String from, String to, String format, int images, double largestDifference) {}

    @Override
    public Integer call() throws IOException {
        Format asked = Choice.of("--format", Format.values(), format);
        StoredPrecision stored = Choice.of("--precision", StoredPrecision.values(), precision);
        if (asked.isOnnx() && stored != StoredPrecision.FLOAT32) {
            throw new InvalidInputException("--precision is '" + precision + "', expected float32 with --format "
                    + format + "; 'mobilenet export --precision " + precision + "' writes an ONNX file of it");
        }
        Path folder = asked.isFolder() ? OutputFile.folder("--to", to) : OutputFile.folderOfFile("--to", to);
        if (asked.isFolder()) {
            ModelFolder.requireUsable("--to", to);
        }
        ModelBundle model = load();
        Path staging = Files.createTempDirectory(folder, ".convert");
        try {
            Path draft = staging.resolve("model");
            write(asked, model, stored, draft);
            double difference = difference(model, read(asked, model, draft), stored);
            if (asked.isFolder()) {
                write(asked, model, stored, to);
            } else {
                Files.move(draft, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            }
            Report report = output.report();
            if (asked == Format.TORCHVISION || asked == Format.TIMM) {
                report.note("a bare file of weights says nothing of preprocessing and class names; convert to a model"
                        + " to keep them");
            }
            report.result(
                    new Converted(from, to.toString(), Choice.name(asked), IMAGES, difference),
                    String.format(
                            Locale.ROOT,
                            "%s: reads back, largest difference %.2g on %d images",
                            to,
                            difference,
                            IMAGES));
        } finally {
            delete(staging);
        }
        return ExitCode.OK;
    }

    private ModelBundle load() throws IOException {
        Path path = Path.of(from);
        if (Files.isRegularFile(path.resolve(DjlModel.MODEL_FILE))) {
            return OnnxImport.read(path.resolve(DjlModel.MODEL_FILE));
        }
        if (Files.isRegularFile(path) && from.toLowerCase(Locale.ROOT).endsWith(".onnx")) {
            return OnnxImport.read(path);
        }
        return StartingModel.load("--from", from, output.console());
    }

    private static void write(Format format, ModelBundle model, StoredPrecision stored, Path target)
            throws IOException {
        switch (format) {
            case MODEL -> model.save(target, stored);
            case ZIP -> {
                Path folder = target.resolveSibling("unzipped");
                model.save(folder, stored);
                zip(folder, target);
            }
            case TORCHVISION -> writeWeights(model, NameLayout.TORCHVISION, stored, target);
            case TIMM -> writeWeights(model, NameLayout.TIMM, stored, target);
            case ONNX -> OnnxExport.write(model, OnnxOptions.DEFAULT, target);
            case DJL -> {
                Path onnx = Files.createTempFile(target.toAbsolutePath().getParent(), ".model", ".onnx");
                try {
                    OnnxExport.write(model, OnnxOptions.DEFAULT, onnx);
                    DjlModel.write(model, onnx, target);
                } finally {
                    Files.deleteIfExists(onnx);
                }
            }
        }
    }

    private static void writeWeights(ModelBundle model, NameLayout layout, StoredPrecision stored, Path target)
            throws IOException {
        Safetensors.write(
                target,
                LoadedParameters.toStateDict(model.withLayout(layout).parameters(), layout),
                Map.of("format", "pt"),
                stored);
    }

    private static void zip(Path folder, Path target) throws IOException {
        AtomicFile.write(target, out -> {
            ZipOutputStream zip = new ZipOutputStream(out);
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.sorted().toList()) {
                    zip.putNextEntry(new ZipEntry(String.valueOf(file.getFileName())));
                    try (InputStream in = Files.newInputStream(file)) {
                        in.transferTo(zip);
                    }
                    zip.closeEntry();
                }
            }
            zip.finish();
        });
    }

    /** What a reader of this form gets. */
    private static ModelBundle read(Format format, ModelBundle model, Path written) throws IOException {
        return switch (format) {
            case MODEL, ZIP -> ModelBundle.load(written);
            case TORCHVISION -> readWeights(model, NameLayout.TORCHVISION, written);
            case TIMM -> readWeights(model, NameLayout.TIMM, written);
            case ONNX -> OnnxImport.read(written);
            case DJL -> OnnxImport.read(written.resolve(DjlModel.MODEL_FILE));
        };
    }

    /** TensorFlow's networks must be named: their weights look like timm's own. */
    private static ModelBundle readWeights(ModelBundle model, NameLayout layout, Path written) throws IOException {
        MobileNet variant = model.withLayout(layout).variant();
        ModelBundle read = variant.origin() == MobileNet.Origin.TENSORFLOW
                ? ModelBundle.loadWeights(written, variant)
                : ModelBundle.load(written);
        return read.withResolution(model.parameters().architecture().options().resolution());
    }

    private double difference(ModelBundle model, ModelBundle read, StoredPrecision stored) throws IOException {
        CompiledNetwork before = Compiler.compile(model.parameters());
        CompiledNetwork after = Compiler.compile(read.parameters());
        double[] largest = new double[2];
        ImageSet.drawings(IMAGES).forEach(output.report(), "comparing", image -> {
            float[] input = model.preprocessing().apply(image).data();
            float[] expected = before.logits(input);
            float[] found = after.logits(input);
            synchronized (largest) {
                for (int i = 0; i < expected.length; i++) {
                    largest[0] = Math.max(largest[0], Math.abs((double) found[i] - expected[i]));
                    largest[1] = Math.max(largest[1], Math.abs(expected[i]));
                }
            }
        });
        double tolerance = stored == StoredPrecision.FLOAT32 ? TOLERANCE : HALF_TOLERANCE;
        double allowed = tolerance * Math.max(1, largest[1]);
        if (!(largest[0] <= allowed)) {
            throw new IOException(
                    to + ": not written: read back, it differs by " + largest[0] + ", more than " + allowed);
        }
        return largest[0];
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> deepestFirst = files.sorted((a, b) -> b.compareTo(a)).toList();
            for (Path file : deepestFirst) {
                Files.delete(file);
            }
        }
    }
}
