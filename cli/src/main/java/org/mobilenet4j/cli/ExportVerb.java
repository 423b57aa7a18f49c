package org.mobilenet4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.Model;
import org.mobilenet4j.cli.console.Output;
import org.mobilenet4j.cli.console.Report;
import org.mobilenet4j.data.UnlabelledImages;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.onnx.ExportedModel;
import org.mobilenet4j.onnx.ModelForm;
import org.mobilenet4j.onnx.OnnxOptions;
import org.mobilenet4j.onnx.VerifiedExport;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code mobilenet export}: a model for other runtimes. */
@Command(
        name = "export",
        description =
                "Writes a model for other runtimes: an ONNX file of float32, float16 or int8, or a directory"
                        + " around one for DJL or MLflow. What was written is run in ONNX Runtime and compared with this program's own engine.",
        sortOptions = false,
        footerHeading = "%nExample:%n",
        footer = {
            "  mobilenet export --model my-model --out my-model.onnx",
            "  mobilenet export --model my-model --out small.onnx --precision int8 \\",
            "      --calibration-data photos"
        })
@SuppressWarnings("NullAway.Init")
final class ExportVerb implements Callable<Integer> {
    private final Output output;

    @Option(
            names = {"--model", "--weights"},
            required = true,
            paramLabel = "MODEL",
            description =
                    "A model's folder or zip, a file of weights (.safetensors, .pth), a model of Keras (.h5, .keras),"
                            + " TensorFlow Lite, TensorFlow.js or ONNX, or a name that 'weights list' shows.")
    private String model;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "The file, or the directory.")
    private Path out;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "onnx",
            description = "onnx, djl or mlflow (default: ${DEFAULT-VALUE}).")
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

    @Mixin
    private WeightsFlags weights;

    @Mixin
    private OnnxFlags onnx;

    @Mixin
    private Int8Flags int8;

    @Mixin
    private VerificationFlags verification;

    @Mixin
    private ThreadsFlag threads;

    ExportVerb(Output output) {
        this.output = output;
    }

    @Override
    public Integer call() throws IOException {
        ModelForm form =
                Choice.of("--format", new ModelForm[] {ModelForm.ONNX, ModelForm.DJL, ModelForm.MLFLOW}, format);
        ExportPrecision type = Choice.of("--precision", ExportPrecision.values(), precision);
        OnnxOptions options = onnx.options(type);
        boolean isInt8 = type == ExportPrecision.INT8;
        if (!isInt8 && int8.isGiven()) {
            throw new InvalidInputException(
                    "--calibration-data, --equalize and --data go with --precision int8, not " + Choice.name(type));
        }
        OutputPath.folderOf("--out", out);
        OutputPath.requireFile("--out", form == ModelForm.ONNX ? out : null);
        Report report = output.report();
        Model bundle =
                StartingModel.load("--model", model, weights.options(report::warning), resolution, output.console());
        try (ConsoleListener listener = new ConsoleListener(report);
                OpenedImages calibration = isInt8 ? int8.open(bundle) : OpenedImages.NONE;
                UnlabelledImages verified = verification.open(report);
                OpenedData data = int8.openData(bundle)) {
            calibration.notes().forEach(report::note);
            if (data != null) {
                data.notes().forEach(report::note);
            }
            ExportedModel exported = new VerifiedExport(
                            bundle,
                            form,
                            options,
                            isInt8 ? int8.options(calibration.images()) : null,
                            verified,
                            data == null ? null : data.measured(),
                            threads.reader())
                    .run(out, listener);
            ExportFigures figures = ExportFigures.of(exported, type, bundle.task(), options.hasPostprocessing());
            report.result(figures, figures.text());
        }
        return ExitCode.OK;
    }
}
