package org.mobilenet4j.cli;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.DenseMobileNet;
import org.mobilenet4j.DenseStart;
import org.mobilenet4j.MobileNet;
import org.mobilenet4j.Model;
import org.mobilenet4j.OpenOptions;
import org.mobilenet4j.Task;
import org.mobilenet4j.Variant;
import org.mobilenet4j.architecture.Options;
import org.mobilenet4j.architecture.Shapes;
import org.mobilenet4j.cli.console.Output;
import org.mobilenet4j.data.AnnotationTask;
import org.mobilenet4j.data.ImageFolder;
import org.mobilenet4j.image.Preprocessing;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.parameters.Initialization;
import org.mobilenet4j.parameters.Parameters;
import org.mobilenet4j.workflow.DenseRecipe;
import org.mobilenet4j.workflow.Recipe;
import picocli.CommandLine.Option;

/** Which network is trained. */
final class NetworkFlags {
    @Option(
            names = "--arch",
            paramLabel = "NAME",
            description = "The network from scratch (default: mobilenet_v2), or the one that the weights are of, where"
                    + " their names do not tell, such as TensorFlow's ports in timm's layout; 'models' lists them.")
    private @Nullable String architecture;

    @Option(
            names = "--resolution",
            paramLabel = "PIXELS",
            description = "Both sides of the network's input. By default what the weights were published with, or the"
                    + " recipe's.")
    private @Nullable Integer resolution;

    @Option(
            names = "--width",
            paramLabel = "FACTOR",
            description =
                    "Width multiplier, from scratch; or that of a bare file of weights, where it is an unusual one.")
    private @Nullable Double width;

    @Option(
            names = "--checkpoint-key",
            paramLabel = "KEY",
            description =
                    "Of a checkpoint of several networks: the key of the one to start with, such as model (default:"
                            + " the moving average, such as model_ema, if there is one).")
    private @Nullable String checkpointKey;

    @Option(
            names = "--skip-halvings",
            paramLabel = "N[,N...]",
            split = ",",
            description =
                    "From scratch: which of the five strides of 2 become 1, counted from the stem's; 1,2 or 1,4 suit"
                            + " 32-pixel images.")
    private @Nullable List<Integer> skippedHalvings;

    @Option(names = "--dropout", paramLabel = "SHARE", description = "Dropout before the classifier, from scratch.")
    private @Nullable Double dropout;

    @Option(
            names = "--initialization",
            paramLabel = "NAME",
            description = "How fresh weights are initialised: torchvision, or few-epochs, which is better for runs"
                    + " of a few epochs (default: torchvision).")
    private @Nullable String initialization;

    /** A trained network, whose classifier is going to be replaced. */
    Model load(String option, String weights, Output output) throws IOException {
        refuseForTrained("--skip-halvings", skippedHalvings);
        refuseForTrained("--dropout", dropout);
        refuseForTrained("--initialization", initialization);
        OpenOptions options = WeightsFlags.options(
                        architecture == null ? null : base(), width, checkpointKey, output.report()::warning)
                .forTransfer();
        return StartingModel.load(option, weights, options, resolution, output.console());
    }

    /** A detector or a segmentation network over the trunk of trained weights, or a trained one for other classes. */
    Model dense(String option, String weights, AnnotationTask task, List<String> labels, long seed, Output output)
            throws IOException {
        refuseForTrained("--skip-halvings", skippedHalvings);
        refuseForTrained("--dropout", dropout);
        refuseForTrained("--initialization", initialization);
        OpenOptions options = WeightsFlags.options(null, width, checkpointKey, output.report()::warning);
        Model known = StartingModel.load(option, weights, options, null, output.console());
        if (known.task() instanceof Task.ObjectDetection || known.task() instanceof Task.SemanticSegmentation) {
            refuseForTrained("--arch", architecture);
            Model begun = DenseStart.from(known, labels, seed);
            return resolution == null ? begun : begun.withResolution(resolution);
        }
        return DenseStart.over(known, denseArchitecture(task), labels, side(), seed);
    }

    Model denseFresh(AnnotationTask task, List<String> labels, long seed) {
        PlanFlags.refuseForDense("--skip-halvings", skippedHalvings);
        PlanFlags.refuseForDense("--dropout", dropout);
        PlanFlags.refuseForDense("--initialization", initialization);
        return DenseStart.fresh(denseArchitecture(task), width == null ? 1 : width, labels, side(), seed);
    }

    private int side() {
        return resolution == null ? DenseRecipe.RESOLUTION : resolution;
    }

    private DenseMobileNet denseArchitecture(AnnotationTask task) {
        boolean areBoxes = task == AnnotationTask.DETECTION;
        if (architecture == null) {
            return areBoxes ? DenseMobileNet.SSDLITE_MOBILENET_V2 : DenseMobileNet.DEEPLABV3_LITE_MOBILENET_V2;
        }
        return DenseMobileNet.named(architecture)
                .filter(named -> named.isDetector() == areBoxes)
                .orElseThrow(() -> new InvalidInputException("--arch is '" + architecture + "', expected for "
                        + (areBoxes ? "boxes" : "masks") + " one of "
                        + Arrays.stream(DenseMobileNet.values())
                                .filter(known -> known.isDetector() == areBoxes)
                                .map(DenseMobileNet::toString)
                                .collect(Collectors.joining(", "))));
    }

    private static void refuseForTrained(String option, @Nullable Object value) {
        if (value != null) {
            throw new InvalidInputException(option + " is for --from-scratch; trained weights say it themselves");
        }
    }

    /** An untrained network, for images as the data have them. */
    Model fresh(Recipe recipe, ImageFolder data, long seed) {
        if (checkpointKey != null) {
            throw new InvalidInputException("--checkpoint-key is for --weights; leave it out with --from-scratch");
        }
        int side = resolution == null ? recipe.resolution() : resolution;
        Variant variant;
        try {
            variant = Variant.of(base()).with(options -> {
                Options chosen = recipe.network(options)
                        .withClasses(data.classes().size())
                        .withInputChannels(data.isGrey() ? 1 : 3);
                chosen = width == null ? chosen : chosen.withWidth(width);
                chosen = skippedHalvings == null ? chosen : chosen.withSkippedHalvings(skippedHalvings);
                return dropout == null ? chosen : chosen.withDropout(dropout);
            });
            Shapes.of(variant.network(), side, side);
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException("the network from scratch: " + e.getMessage(), e);
        }
        Parameters drawn = Initialization.of(initialization(), variant.network(), seed);
        Preprocessing usual = recipe.preprocessing(side);
        Preprocessing preprocessing = data.isWithin(side) ? usual.whole() : usual;
        return Model.classifier(
                variant, drawn, data.isGrey() ? preprocessing.forGrey() : preprocessing, data.classes());
    }

    /** How an untrained network is initialised. */
    Initialization.Scheme initialization() {
        return initialization == null
                ? Initialization.Scheme.TORCHVISION
                : Choice.of("--initialization", Initialization.Scheme.values(), initialization);
    }

    private MobileNet base() {
        return architecture == null ? MobileNet.MOBILENET_V2 : WeightsFlags.base(architecture);
    }
}
