package org.mobilenet4j.bench;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.MobileNet;
import org.mobilenet4j.Model;
import org.mobilenet4j.architecture.Options;
import org.mobilenet4j.cli.StartingModel;
import org.mobilenet4j.cli.VariantFlags;
import org.mobilenet4j.cli.console.Console;
import org.mobilenet4j.parameters.Parameters;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which network a benchmark runs: a known one with random weights, or a model of the user's. */
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class BenchedNetwork {
    private static final long SEED = 1;

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

    @Mixin
    private VariantFlags options;

    /** The network's name, for people. */
    String name() {
        return model == null ? architecture : model;
    }

    /** The network with its weights, its preprocessing and class names. */
    Model bundle(Console console) throws IOException {
        if (model != null) {
            return StartingModel.load("--model", model, console);
        }
        Parameters parameters = parameters(console);
        Options built = parameters.network().options();
        MobileNet variant = MobileNet.named(architecture).orElseThrow();
        List<String> labels =
                IntStream.range(0, built.classes()).mapToObj(i -> "class " + i).toList();
        return new Model(variant, parameters, variant.preprocessing(built.resolution()), labels, Map.of());
    }

    /** The network with its weights. */
    Parameters parameters(Console console) throws IOException {
        return model == null
                ? RandomParameters.of(options.build("--arch", architecture), SEED)
                : StartingModel.load("--model", model, console).parameters();
    }
}
