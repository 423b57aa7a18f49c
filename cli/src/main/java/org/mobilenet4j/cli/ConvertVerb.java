package org.mobilenet4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.mobilenet4j.Model;
import org.mobilenet4j.cli.console.Output;
import org.mobilenet4j.cli.console.Report;
import org.mobilenet4j.cli.quickstart.FlowerDrawings;
import org.mobilenet4j.data.UnlabelledImages;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.onnx.Conversion;
import org.mobilenet4j.onnx.ModelForm;
import org.mobilenet4j.onnx.OnnxSource;
import org.mobilenet4j.weights.StoredPrecision;
import org.mobilenet4j.workflow.OutputComparison;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
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

    private final Output output;

    @Option(
            names = "--from",
            required = true,
            paramLabel = "MODEL",
            description =
                    "A model's folder or zip, a file of weights (.safetensors, .pth), a model of Keras (.h5, .keras),"
                            + " TensorFlow.js, TensorFlow Lite or ONNX, or a name that 'weights list' shows.")
    private String from;

    @Option(names = "--to", required = true, paramLabel = "PATH", description = "The file or folder to write.")
    private Path to;

    @Option(
            names = "--format",
            required = true,
            paramLabel = "FORMAT",
            description =
                    "model (a folder), zip (of one), torchvision or timm (safetensors under their names), onnx, djl or"
                            + " mlflow (a folder), or huggingface (a folder with a model card, under timm's names where"
                            + " timm has the network).")
    private String format;

    @Option(
            names = "--precision",
            paramLabel = "TYPE",
            defaultValue = "float32",
            description = "How filters and matrices are stored: float32, or float16 in half the space (default:"
                    + " ${DEFAULT-VALUE}). For ONNX files see 'export'.")
    private String precision;

    @Mixin
    private WeightsFlags weights;

    @Mixin
    private ThreadsFlag images;

    ConvertVerb(Output output) {
        this.output = output;
    }

    @Override
    public Integer call() throws IOException {
        ModelForm form = Choice.of("--format", ModelForm.values(), format);
        StoredPrecision stored = Choice.of("--precision", StoredPrecision.values(), precision);
        if (form.isOnnx() && stored != StoredPrecision.FLOAT32) {
            throw new InvalidInputException("--precision is '" + precision + "', expected float32 with --format "
                    + format + "; 'mobilenet export --precision " + precision + "' writes an ONNX file of it");
        }
        OutputPath.folderOf("--to", to);
        if (form.isFolder()) {
            OutputPath.requireFolder("--to", to);
        } else {
            OutputPath.requireFile("--to", to);
        }
        Report report = output.report();
        Model model = StartingModel.load("--from", from, weights.options(report::warning), null, output.console());
        OutputComparison proof;
        Optional<OutputComparison> source;
        UnlabelledImages drawn = UnlabelledImages.of(FlowerDrawings.images(IMAGES));
        try (ConsoleListener listener = new ConsoleListener(report)) {
            proof = new Conversion(model, form, stored, images.reader()).run(to, drawn, listener);
            source = OnnxSource.compare(Path.of(from), model, drawn, images.reader(), listener);
        }
        if (form.isBareWeights()) {
            report.note("a bare file of weights says nothing of preprocessing, padding and class names; convert to a"
                    + " model to keep them");
        }
        Converted converted = new Converted(
                from,
                to.toString(),
                Choice.name(form),
                IMAGES,
                proof.largestDifference(),
                source.map(OutputComparison::largestDifference).orElse(null));
        report.result(converted, converted.text());
        return ExitCode.OK;
    }
}
