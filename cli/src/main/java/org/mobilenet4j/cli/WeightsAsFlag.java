package org.mobilenet4j.cli;

import org.mobilenet4j.parameters.WeightType;
import picocli.CommandLine.Option;

/** What a network's matrices are kept in while it runs. */
@SuppressWarnings("NullAway.Init") // picocli fills the field
public final class WeightsAsFlag {
    @Option(
            names = "--weights-as",
            paramLabel = "TYPE",
            defaultValue = "float32",
            description =
                    "What the matrices of 1 x 1 convolutions and linear layers are kept in: float32, bfloat16, or int8"
                            + " with a scale for each output channel. Less is read from memory; the weights are rounded, the"
                            + " arithmetic is in float32 (default: ${DEFAULT-VALUE}).")
    private String type;

    /** The type that was asked for. */
    public WeightType type() {
        return Choice.of("--weights-as", WeightType.values(), type);
    }
}
