package org.mobilenet4j.bench;

import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.DenseMobileNet;
import org.mobilenet4j.Model;
import org.mobilenet4j.OpenOptions;
import org.mobilenet4j.Variant;
import org.mobilenet4j.architecture.Location;
import org.mobilenet4j.architecture.MapShape;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.architecture.SsdLite;
import org.mobilenet4j.cli.StartingModel;
import org.mobilenet4j.cli.VariantFlags;
import org.mobilenet4j.cli.WeightsAsFlag;
import org.mobilenet4j.cli.console.Console;
import org.mobilenet4j.image.Fit;
import org.mobilenet4j.image.Preprocessing;
import org.mobilenet4j.parameters.Parameters;
import org.mobilenet4j.parameters.WeightType;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which network a benchmark runs: a known one with random weights, or a model of the user's. */
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class BenchedNetwork {
    private static final long SEED = 1;

    /** Both sides of a detector's or a segmentation network's input, in pixels. */
    private static final int DENSE_RESOLUTION = 320;

    @Option(
            names = "--arch",
            paramLabel = "ARCH",
            defaultValue = "mobilenet_v2",
            description = "A name that 'models' lists, with random weights (default: ${DEFAULT-VALUE}).")
    private String architecture;

    @Option(
            names = "--model",
            paramLabel = "MODEL",
            description = "In place of --arch and its options: a model's folder or zip, or a file of weights.")
    private @Nullable String model;

    @Option(
            names = "--checkpoint-key",
            paramLabel = "KEY",
            description = "Of a checkpoint of several networks: the key of the one to take, such as model_ema.")
    private @Nullable String checkpointKey;

    @Mixin
    private VariantFlags options;

    @Mixin
    private WeightsAsFlag weightsAs;

    /** The network's name, for people. */
    String name() {
        return model == null ? architecture : model;
    }

    /** The network with its weights, its preprocessing and class names. */
    Model model(Console console) throws IOException {
        return read(console).withWeightsAs(weightsAs.type());
    }

    private Model read(Console console) throws IOException {
        if (model != null) {
            OpenOptions weights = new OpenOptions(
                    null, options.width(), checkpointKey, false, WeightType.FLOAT32, console.err()::println);
            return StartingModel.load("--model", model, weights, null, console);
        }
        Optional<DenseMobileNet> dense = DenseMobileNet.named(architecture);
        if (dense.isPresent()) {
            return dense(dense.get());
        }
        Variant variant = options.build("--arch", architecture);
        MapShape input = options.input(variant.network());
        Preprocessing colour = variant.base()
                .preprocessing(Math.min(input.height(), input.width()))
                .withInput(input.height(), input.width());
        return Model.classifier(
                variant,
                RandomParameters.of(variant.network(), SEED),
                input.channels() == 1 ? colour.forGrey() : colour,
                numbered(variant.options().classes()));
    }

    private Model dense(DenseMobileNet dense) {
        Network network = options.build("--arch", dense);
        MapShape input = options.input(network, new MapShape(DENSE_RESOLUTION, DENSE_RESOLUTION, 3));
        Preprocessing stretched =
                dense.preprocessing().withFit(new Fit.Stretch()).withInput(input.height(), input.width());
        int classes = dense.isDetector()
                ? network.channels(output(network, SsdLite.classLogits(0))) / SsdLite.BOXES_PER_PIXEL
                : network.channels(output(network, Network.OUT));
        Parameters parameters = RandomParameters.of(network, SEED);
        return dense.isDetector()
                ? Model.detector(parameters, stretched, numbered(classes))
                : Model.segmenter(parameters, stretched, numbered(classes));
    }

    private static Location output(Network network, String name) {
        return Objects.requireNonNull(network.outputs().get(name));
    }

    private static List<String> numbered(int classes) {
        return IntStream.range(0, classes).mapToObj(i -> "class " + i).toList();
    }
}
