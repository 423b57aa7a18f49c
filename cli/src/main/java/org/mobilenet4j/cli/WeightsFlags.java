package org.mobilenet4j.cli;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.MobileNet;
import org.mobilenet4j.OpenOptions;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.parameters.WeightType;
import picocli.CommandLine.Option;

/** What a bare file of weights cannot say of itself. */
final class WeightsFlags {
    @Option(
            names = "--arch",
            paramLabel = "NAME",
            description = "Of a bare file of weights: the network that they are of, where their names do not tell, such"
                    + " as TensorFlow's ports in timm's layout; 'models' lists them.")
    private @Nullable String architecture;

    @Option(
            names = "--width",
            paramLabel = "FACTOR",
            description = "Of a bare file of weights: the width multiplier, where it is an unusual one.")
    private @Nullable Double width;

    @Option(
            names = "--checkpoint-key",
            paramLabel = "KEY",
            description = "Of a checkpoint of several networks: the key of the one to take, such as model (default: the"
                    + " moving average, such as model_ema, if there is one).")
    private @Nullable String checkpointKey;

    /** @param notes is told what was assumed, chosen or left out */
    OpenOptions options(Consumer<String> notes) {
        return options(architecture == null ? null : base(architecture), width, checkpointKey, notes);
    }

    static OpenOptions options(
            @Nullable MobileNet base, @Nullable Double width, @Nullable String checkpointKey, Consumer<String> notes) {
        try {
            return new OpenOptions(base, width, checkpointKey, false, WeightType.FLOAT32, notes);
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException("--width: " + e.getMessage(), e);
        }
    }

    /** The network of a name that {@code --arch} gave. */
    static MobileNet base(String architecture) {
        return MobileNet.named(architecture)
                .orElseThrow(() -> new InvalidInputException("--arch is '" + architecture
                        + "', expected the name of a classifier that './mobilenet models' lists"));
    }
}
