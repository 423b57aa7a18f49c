package org.mobilenet4j;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.image.Preprocessing;
import org.mobilenet4j.io.AtomicFile;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.io.Json;
import org.mobilenet4j.weights.LoadedParameters;
import org.mobilenet4j.weights.Parameters;
import org.mobilenet4j.weights.Safetensors;

/**
 * A model as it is kept: the network's name and parameters, how pictures are prepared for it, what its outputs mean, and
 * how it came to be.
 *
 * <p>On disk it is a directory (or a zip of one): {@code model.safetensors} under torchvision's or timm's names, so that
 * it loads there as it is; {@code config.json} in timm's shape; {@code run.json}, what produced it.
 *
 * @param variant the network's name; its options, which may differ, are the parameters' architecture
 * @param labels the class names, in the order of the network's outputs
 * @param run data, options, versions and figures of the run that produced it; may be empty
 */
public record ModelBundle(
        MobileNet variant,
        Parameters parameters,
        Preprocessing preprocessing,
        List<String> labels,
        Map<String, @Nullable Object> run) {
    static final String WEIGHTS_FILE = "model.safetensors";
    static final String CONFIG_FILE = "config.json";
    static final String RUN_FILE = "run.json";

    public ModelBundle {
        labels = List.copyOf(labels);
        int classes = parameters.architecture().options().classes();
        if (labels.size() != classes) {
            throw new IllegalArgumentException(labels.size() + " labels for a network of " + classes + " classes");
        }
    }

    /**
     * Reads a model: a directory or zip with {@code config.json} and {@code model.safetensors}, this library's or timm's,
     * or a bare file of weights (safetensors, .pth) of a network that its names and shapes tell.
     *
     * @throws InvalidInputException if there is no usable model at {@code path}
     * @throws IOException if the disk fails
     */
    public static ModelBundle load(Path path) throws IOException {
        return ModelFiles.load(path);
    }

    /**
     * Writes the model into a directory, which is made if need be. Each file is replaced whole or left as it was.
     *
     * @throws IOException if the disk is full, read-only or fails
     */
    public void save(Path directory) throws IOException {
        Files.createDirectories(directory);
        Safetensors.write(
                directory.resolve(WEIGHTS_FILE),
                LoadedParameters.toStateDict(parameters, variant.layout()),
                Map.of("format", "pt"));
        AtomicFile.write(directory.resolve(RUN_FILE), out -> Json.write(out, run));
        AtomicFile.write(directory.resolve(CONFIG_FILE), out -> Json.write(out, ModelConfig.of(this)));
    }
}
