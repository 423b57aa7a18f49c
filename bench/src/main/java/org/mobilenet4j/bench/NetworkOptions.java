package org.mobilenet4j.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.MobileNet;
import org.mobilenet4j.ModelBundle;
import org.mobilenet4j.architecture.Options;
import org.mobilenet4j.cli.StartingModel;
import org.mobilenet4j.cli.report.Console;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.weights.Parameters;
import picocli.CommandLine.Option;

/** Which network a benchmark runs: a known one with random weights, or a model of the user's. */
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class NetworkOptions {
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
            description = "In place of --arch: a model's folder or zip, or a file of weights.")
    private @Nullable String model;

    @Option(names = "--width", paramLabel = "FACTOR", description = "Width multiplier, with --arch.")
    private @Nullable Double width;

    @Option(names = "--resolution", paramLabel = "PIXELS", description = "Both sides of the input, 32 or more.")
    private @Nullable Integer resolution;

    /** The network's name, for people. */
    String name() {
        return (model == null ? architecture : model)
                + (width == null ? "" : " x " + width)
                + (resolution == null ? "" : " at " + resolution);
    }

    /** The same options again, for another JVM. */
    List<String> toArguments() {
        List<String> arguments =
                new ArrayList<>(model == null ? List.of("--arch", architecture) : List.of("--model", model));
        if (width != null) {
            arguments.addAll(List.of("--width", width.toString()));
        }
        if (resolution != null) {
            arguments.addAll(List.of("--resolution", resolution.toString()));
        }
        return arguments;
    }

    /** The network with its weights. */
    Parameters parameters(Console console) throws IOException {
        if (model != null) {
            if (width != null) {
                throw new InvalidInputException("--width is for --arch; the model " + model + " has its width");
            }
            ModelBundle bundle = StartingModel.load("--model", model, null, resolution, console);
            return bundle.parameters();
        }
        MobileNet variant = MobileNet.named(architecture)
                .orElseThrow(() -> new InvalidInputException(
                        "--arch is '" + architecture + "', expected a name that './mobilenet models' lists"));
        try {
            Options options = variant.options();
            options = width == null ? options : options.withWidth(width);
            options = resolution == null ? options : options.withResolution(resolution);
            return RandomParameters.of(variant.family().build(options), SEED);
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException("--" + e.getMessage(), e);
        }
    }
}
