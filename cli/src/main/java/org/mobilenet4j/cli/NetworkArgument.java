package org.mobilenet4j.cli;

import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.DenseMobileNet;
import org.mobilenet4j.MobileNet;
import org.mobilenet4j.Model;
import org.mobilenet4j.OpenOptions;
import org.mobilenet4j.architecture.MapShape;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.cli.console.Output;
import org.mobilenet4j.image.Preprocessing;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.parameters.Initialization;
import org.mobilenet4j.parameters.Parameters;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A network to look at: one that has a name, or a model's. */
@SuppressWarnings("NullAway.Init")
final class NetworkArgument {
    @picocli.CommandLine.Parameters(
            arity = "0..1",
            paramLabel = "ARCH",
            description = "A name that 'models' lists; or give --model.")
    private @Nullable String architecture;

    @Option(
            names = "--model",
            paramLabel = "MODEL",
            description = "A model's folder or zip, a file of weights, or a name that 'weights list' shows.")
    private @Nullable String model;

    @Mixin
    private VariantFlags options;

    /**
     * What is looked at.
     *
     * @param name as the user gave it
     * @param input the shape of its inputs
     * @param trained its parameters, where it is a model's
     */
    record Named(
            String name,
            Network network,
            MapShape input,
            @Nullable Parameters trained) {
        /** Its parameters, or a draw of some. */
        Parameters parameters() {
            return trained == null ? Initialization.torchvision(network, 1) : trained;
        }
    }

    Named named(Output output) throws IOException {
        if (model != null) {
            return ofModel(model, output);
        }
        if (architecture == null) {
            throw new InvalidInputException(
                    "neither ARCH nor --model is given; name a network that 'models' lists, or a" + " model");
        }
        Optional<DenseMobileNet> dense = DenseMobileNet.named(architecture);
        if (dense.isPresent()) {
            Network network = options.build("ARCH", dense.get());
            return new Named(
                    architecture,
                    network,
                    options.input(network, shape(dense.get().preprocessing())),
                    null);
        }
        if (MobileNet.named(architecture).isEmpty()) {
            throw new InvalidInputException(
                    "ARCH is '" + architecture + "', expected a name that './mobilenet models' lists");
        }
        Network network = options.build("ARCH", architecture).network();
        return new Named(architecture, network, options.input(network), null);
    }

    private Named ofModel(String named, Output output) throws IOException {
        if (architecture != null) {
            throw new InvalidInputException("ARCH is " + architecture + " and --model " + named + "; give one of them");
        }
        options.refuseFor("--model is a network of its own");
        Model opened = StartingModel.load(
                "--model", named, OpenOptions.DEFAULT.withNotes(output.report()::warning), null, output.console());
        return new Named(
                named, opened.network(), options.input(opened.network(), opened.inputShape()), opened.parameters());
    }

    private static MapShape shape(Preprocessing preprocessing) {
        return new MapShape(preprocessing.inputHeight(), preprocessing.inputWidth(), preprocessing.channels());
    }
}
