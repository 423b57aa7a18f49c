package org.mobilenet4j.cli;

import java.io.IOException;
import org.mobilenet4j.Model;
import org.mobilenet4j.cli.console.Output;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which model a verb works with. */
@SuppressWarnings("NullAway.Init")
final class ModelFlag {
    @Mixin
    private WeightsFlags weights;

    @Option(
            names = "--model",
            required = true,
            paramLabel = "MODEL",
            description =
                    "A model's folder or zip, a file of weights (.safetensors, .pth), a model of Keras (.h5, .keras),"
                            + " TensorFlow Lite, TensorFlow.js or ONNX, or a name that 'weights list' shows.")
    private String model;

    /** As the user names it. */
    String name() {
        return model;
    }

    Model load(Output output) throws IOException {
        return StartingModel.load("--model", model, weights.options(output.report()::warning), null, output.console());
    }
}
