package org.mobilenet4j;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.architecture.Architecture;
import org.mobilenet4j.architecture.Options;
import org.mobilenet4j.image.Preprocessing;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.io.JsonObject;
import org.mobilenet4j.tensor.Shape;
import org.mobilenet4j.weights.NameLayout;
import org.mobilenet4j.weights.Parameters;
import org.mobilenet4j.weights.StoredPrecision;

/**
 * A model as it is kept: the network's name and parameters, how images are prepared for it, what its outputs mean, and
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
        Options options = parameters.architecture().options();
        Shape input = Shape.of(options.resolution(), options.resolution(), options.inputChannels());
        if (!preprocessing.inputShape().equals(input)) {
            throw new IllegalArgumentException("preprocessing gives inputs of " + preprocessing.inputShape()
                    + " for a network that takes " + input);
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
     * Reads a bare file of weights of a network that the caller names, where the file alone would be taken for another:
     * TensorFlow's ports look like timm's own weights.
     *
     * @throws InvalidInputException if there are no usable weights at {@code path}, or they are another network's
     * @throws IOException if the disk fails
     */
    public static ModelBundle loadWeights(Path path, MobileNet variant) throws IOException {
        return ModelFiles.loadWeights(path, variant);
    }

    /**
     * A model whose parameters come from elsewhere than its folder.
     *
     * @param config the members of its {@code config.json}
     * @param parameters the parameters of the network that {@code config} names
     * @throws InvalidInputException if something in {@code config} is missing, of another type or out of range
     */
    public static ModelBundle of(JsonObject config, Function<Architecture, Parameters> parameters) {
        ModelConfig read = ModelConfigReader.read(config);
        return new ModelBundle(
                read.variant(), parameters.apply(read.architecture()), read.preprocessing(), read.labels(), Map.of());
    }

    /**
     * The same function under the names that another library gives the network.
     *
     * @throws InvalidInputException if that library has no such network
     */
    public ModelBundle withLayout(NameLayout layout) {
        return Renaming.of(this, layout);
    }

    /** The same model for images of another size; its weights stay what they are. */
    public ModelBundle withResolution(int resolution) {
        return new ModelBundle(
                variant, parameters.withResolution(resolution), preprocessing.withResolution(resolution), labels, run);
    }

    /**
     * The same model with images prepared in another way.
     *
     * @throws IllegalArgumentException if that gives other inputs than the network takes
     */
    public ModelBundle withPreprocessing(Preprocessing other) {
        return new ModelBundle(variant, parameters, other, labels, run);
    }

    /** The same model with another account of how it came to be. */
    public ModelBundle withRun(Map<String, ? extends @Nullable Object> other) {
        return new ModelBundle(variant, parameters, preprocessing, labels, new LinkedHashMap<>(other));
    }

    /** The members of {@code config.json}, in timm's shape: the network, its preprocessing and the class names. */
    public Map<String, @Nullable Object> config() {
        return ModelConfig.of(this);
    }

    /**
     * Writes the model into a directory, which is made if need be. A model that is there is replaced whole, or stays as it
     * was where that fails.
     *
     * @throws IOException if the disk is full, read-only or fails; the message says so in one line
     */
    public void save(Path directory) throws IOException {
        save(directory, StoredPrecision.FLOAT32);
    }

    /** The same with filters and matrices rounded to a precision, which halves the directory for halves. */
    public void save(Path directory, StoredPrecision precision) throws IOException {
        ModelWriter.write(this, directory, precision);
    }
}
