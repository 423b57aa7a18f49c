package org.mobilenet4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.Model;
import org.mobilenet4j.cli.console.Output;
import org.mobilenet4j.index.ImageIndex;
import org.mobilenet4j.index.VectorOrigin;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.workflow.ImageEmbedding;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which model gives vectors, where an index may know it. */
final class IndexedModelFlag {
    @Mixin
    private WeightsFlags weights = new WeightsFlags();

    @Option(
            names = "--model",
            paramLabel = "MODEL",
            description =
                    "A model's folder or zip, a file of weights (.safetensors, .pth), a model of Keras (.h5, .keras),"
                            + " TensorFlow Lite, TensorFlow.js or ONNX, or a name that 'weights list' shows. By default the"
                            + " one that the index's vectors are of.")
    private @Nullable String model;

    /** @param origin as the user named it, or the index remembers it */
    record Opened(Model model, VectorOrigin origin) {
        /** Of the same model with another preparation of images. */
        VectorOrigin origin(Model prepared) {
            return VectorOrigin.of(origin.model(), prepared, origin.tap());
        }
    }

    /**
     * As the user names it.
     *
     * @throws InvalidInputException if it is not named
     */
    String name() {
        if (model == null) {
            throw new InvalidInputException("--model is missing; name the model that compares images");
        }
        return model;
    }

    /**
     * Opens the model that was named.
     *
     * @throws InvalidInputException if none was, or there is no such model
     */
    Model load(Output output) throws IOException {
        return load(name(), output);
    }

    private Model load(String name, Output output) throws IOException {
        return StartingModel.load("--model", name, weights.options(output.report()::warning), null, output.console());
    }

    /**
     * Opens the model that was named, or else the one that an index remembers.
     *
     * @param tap null for the index's, or the features
     * @throws InvalidInputException if none was named and there is no index, or the model is another than the index's
     */
    Opened open(Path index, @Nullable String tap, Output output) throws IOException {
        @Nullable VectorOrigin known = known(index);
        if (model == null && known == null) {
            throw new InvalidInputException("--model is missing, and there is no index " + index
                    + " yet that would know it; name the model that gives the vectors");
        }
        String name = model != null ? model : Objects.requireNonNull(known).model();
        String where = tap != null ? tap : known == null ? ImageEmbedding.FEATURES : known.tap();
        Model opened = load(name, output);
        return new Opened(opened, VectorOrigin.of(inFull(name), opened, where));
    }

    /** A path must lead to the model from any folder; a name stays one. */
    private static String inFull(String name) {
        return Files.exists(Path.of(name))
                ? Path.of(name).toAbsolutePath().normalize().toString()
                : name;
    }

    private static @Nullable VectorOrigin known(Path folder) throws IOException {
        if (!Files.isDirectory(folder) || !ImageIndex.isThere(folder)) {
            return null;
        }
        try (ImageIndex index = ImageIndex.open(folder)) {
            return index.origin();
        }
    }
}
