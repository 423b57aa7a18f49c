package org.mobilenet4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.ModelBundle;
import org.mobilenet4j.cli.report.Output;
import org.mobilenet4j.cli.report.Report;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.onnx.DjlModel;
import org.mobilenet4j.onnx.OnnxComparison;
import org.mobilenet4j.onnx.OnnxExport;
import org.mobilenet4j.onnx.OnnxOptions;
import org.mobilenet4j.onnx.OnnxRuntime;
import org.mobilenet4j.onnx.OnnxRuntimeModel;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code mobilenet export}: a model for other runtimes. */
@Command(
        name = "export",
        description = "Writes a model for other runtimes: an ONNX file of float32, float16 or int8, or a DJL directory"
                + " around one. What was written is run in ONNX Runtime and compared with this program's own engine.",
        sortOptions = false,
        footerHeading = "%nExample:%n",
        footer = {
            "  mobilenet export --model my-model --out my-model.onnx",
            "  mobilenet export --model my-model --out small.onnx --precision int8 --calibration-data photos"
        })
@SuppressWarnings("NullAway.Init")
final class ExportVerb implements Callable<Integer> {
    private static final int VERIFIED_IMAGES = 40;

    /** Of the largest output, or of 1 where that is smaller. */
    private static final double TOLERANCE = 1e-3;

    private final Output output;

    @Option(
            names = {"--model", "--weights"},
            required = true,
            paramLabel = "MODEL",
            description = "A model's folder or zip, a file of weights, or a name that 'weights list' shows.")
    private String model;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "The file, or DJL's directory.")
    private Path out;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "onnx",
            description = "onnx or djl (default: ${DEFAULT-VALUE}).")
    private String format;

    @Option(
            names = "--precision",
            paramLabel = "TYPE",
            defaultValue = "float32",
            description = "float32, float16 (weights; the arithmetic stays float32) or int8 (default:"
                    + " ${DEFAULT-VALUE}).")
    private String precision;

    @Option(names = "--resolution", paramLabel = "PIXELS", description = "Both sides of the input.")
    private @Nullable Integer resolution;

    @Option(
            names = "--opset",
            paramLabel = "N",
            defaultValue = "17",
            description = "ONNX operator set, 17 to 23 (default: ${DEFAULT-VALUE}).")
    private int opset;

    @Option(names = "--static-batch", description = "Take one image at a time, not any number.")
    private boolean isBatchStatic;

    @Option(names = "--keep-batch-norm", description = "Leave batch norm apart from the convolutions.")
    private boolean isNormKept;

    @Option(
            names = "--include-preprocessing",
            description = "Take resized images' bytes, N x H x W x C, and normalise in the model.")
    private boolean hasPreprocessing;

    @Option(names = "--include-softmax", description = "Give probabilities, not logits.")
    private boolean hasSoftmax;

    @Mixin
    private Int8Flags int8;

    @Option(
            names = "--verify-data",
            paramLabel = "DIR",
            description = "Folder or zip of images to compare on; by default, drawings.")
    private @Nullable Path verifyData;

    @Option(names = "--no-verify", description = "Compare nothing.")
    private boolean isUnverified;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "int8: folder or zip with a folder per class, to count right answers before and after.")
    private @Nullable Path data;

    ExportVerb(Output output) {
        this.output = output;
    }

    private enum Format {
        ONNX,
        DJL
    }

    private enum Precision {
        FLOAT32,
        FLOAT16,
        INT8
    }

    /**
     * What was written.
     *
     * @param largestDifference of any output from this program's engine; null where nothing was compared
     */
    private record Exported(
            String file,
            String precision,
            long bytes,
            @Nullable Integer images,
            @Nullable Integer sameTop1,
            @Nullable Double largestDifference,
            @Nullable Int8Figures int8) {}

    @Override
    public Integer call() throws IOException {
        Format asked = Choice.of("--format", Format.values(), format);
        Precision type = Choice.of("--precision", Precision.values(), precision);
        OnnxOptions options = options(type, asked);
        Path folder = asked == Format.ONNX ? OutputFile.folderOfFile("--out", out) : OutputFile.folder("--out", out);
        Report report = output.report();
        ModelBundle bundle = StartingModel.load("--model", model, null, resolution, output.console());
        boolean isVerified = !isUnverified;
        if (isVerified && !OnnxRuntime.isAvailable()) {
            report.warning("nothing is verified: ONNX Runtime is not beside the program; 'mvn package' puts it into"
                    + " cli/target/lib, or give --no-verify");
            isVerified = false;
        }
        Path staging = Files.createTempFile(folder, ".export", ".onnx");
        try {
            Exported exported = export(bundle, type, options, staging, isVerified, report);
            switch (asked) {
                case ONNX ->
                    Files.move(staging, out, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                case DJL -> DjlModel.write(bundle, staging, out);
            }
            report.result(exported, describe(exported));
        } finally {
            Files.deleteIfExists(staging);
        }
        return ExitCode.OK;
    }

    private OnnxOptions options(Precision type, Format asked) {
        if (type != Precision.INT8 && (int8.isGiven() || data != null)) {
            throw new InvalidInputException(
                    "--calibration-data, --equalize and --data go with --precision int8, not " + Choice.name(type));
        }
        if (type == Precision.INT8 && isNormKept) {
            throw new InvalidInputException(
                    "--keep-batch-norm does not go with --precision int8, which folds it first");
        }
        if (asked == Format.DJL && (hasPreprocessing || hasSoftmax)) {
            throw new InvalidInputException("--format djl normalises images and takes the softmax itself; leave"
                    + " --include-preprocessing and --include-softmax out");
        }
        try {
            return OnnxOptions.DEFAULT
                    .withOpset(opset)
                    .withHalfWeights(type == Precision.FLOAT16)
                    .withNormFolded(!isNormKept)
                    .withDynamicBatch(!isBatchStatic)
                    .withPreprocessing(hasPreprocessing)
                    .withSoftmax(hasSoftmax);
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException("--" + e.getMessage(), e);
        }
    }

    private Exported export(
            ModelBundle bundle, Precision type, OnnxOptions options, Path file, boolean isVerified, Report report)
            throws IOException {
        if (type == Precision.INT8) {
            OnnxExport.write(bundle, int8.quantization(bundle, report), options, file);
        } else {
            OnnxExport.write(bundle, options, file);
        }
        long bytes = Files.size(file);
        if (!isVerified) {
            return new Exported(out.toString(), Choice.name(type), bytes, null, null, null, null);
        }
        try (OnnxRuntimeModel runtime = OnnxRuntimeModel.open(file, 1)) {
            OnnxComparison comparison = new OnnxComparison(bundle, runtime);
            ImageSet images = verifyData == null
                    ? ImageSet.drawings(VERIFIED_IMAGES)
                    : ImageSet.of("--verify-data", verifyData, Integer.MAX_VALUE);
            images.forEach(report, "verifying", comparison::add);
            double allowed = TOLERANCE * Math.max(1, comparison.largestOutput());
            if (type == Precision.FLOAT32 && !(comparison.largestDifference() <= allowed)) {
                throw new IOException(out + ": not written: ONNX Runtime's outputs differ by "
                        + comparison.largestDifference() + " from this program's, more than " + allowed);
            }
            return new Exported(
                    out.toString(),
                    Choice.name(type),
                    bytes,
                    comparison.images(),
                    comparison.sameTop1(),
                    comparison.largestDifference(),
                    type == Precision.INT8 ? Int8Figures.of(bundle, runtime, options, data, file, report) : null);
        }
    }

    private static String describe(Exported exported) {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT, "%s: %s, %.2f MB", exported.file, exported.precision, exported.bytes * 1e-6));
        if (exported.images != null) {
            text.append(String.format(
                    Locale.ROOT,
                    "%nONNX Runtime on %d images: largest difference %.2g, same likeliest class on %d",
                    exported.images,
                    exported.largestDifference,
                    exported.sameTop1));
        }
        if (exported.int8 != null) {
            text.append(exported.int8.describe());
        }
        return text.toString();
    }
}
