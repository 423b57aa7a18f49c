package org.mobilenet4j;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.architecture.Layer;
import org.mobilenet4j.architecture.Location;
import org.mobilenet4j.architecture.MapShape;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.architecture.NetworkBuilder;
import org.mobilenet4j.architecture.Options;
import org.mobilenet4j.architecture.ParameterId;
import org.mobilenet4j.architecture.Summary;
import org.mobilenet4j.image.Preprocessing;
import org.mobilenet4j.image.RgbImage;
import org.mobilenet4j.inference.CompiledNetwork;
import org.mobilenet4j.inference.Compiler;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.io.JsonObject;
import org.mobilenet4j.naming.NameLayout;
import org.mobilenet4j.parameters.FoldNorms;
import org.mobilenet4j.parameters.Parameters;
import org.mobilenet4j.parameters.WeightType;
import org.mobilenet4j.quantization.Quantization;
import org.mobilenet4j.quantization.Range;
import org.mobilenet4j.tensor.Shape;
import org.mobilenet4j.tensor.Tensor;
import org.mobilenet4j.weights.StoredPrecision;

/**
 * A model as a value: a network with its parameters, how images are prepared for it, what its outputs mean, and how it came
 * to be. Whatever is done to it, another model comes out.
 *
 * <p>On disk it is a directory (or a zip of one): {@code model.safetensors} under torchvision's or timm's names, so that
 * it loads there as it is; {@code config.json} in timm's shape; {@code run.json}, what produced it. {@link Models} reads it.
 *
 * @param variant the name and options that build the network; null for a network that no name fits
 * @param layout the names that its tensors have in files
 * @param ranges of the values of a network that was trained for eight bits, by name, as {@link Quantization} has them; none of
 *     others
 * @param run data, options, versions and figures of the run that produced it; may be empty
 */
public record Model(
        @Nullable Variant variant,
        Parameters parameters,
        Preprocessing preprocessing,
        Task task,
        NameLayout layout,
        Map<String, Range> ranges,
        Map<String, @Nullable Object> run) {
    /** The member of {@code run} that holds {@link #notes}. */
    public static final String NOTES = "notes";

    /** The member of {@code run} that says that the file it was read from prepared images within the network. */
    public static final String PREPARES_IMAGES = "prepared_images";

    public Model {
        Network network = parameters.network();
        run = Collections.unmodifiableMap(new LinkedHashMap<>(run));
        if (variant != null && !variant.network().equals(network)) {
            throw new IllegalArgumentException("the network is not the one that " + variant + " names");
        }
        if (network.inputChannels() != preprocessing.channels()) {
            throw new IllegalArgumentException("preprocessing gives inputs of " + preprocessing.channels()
                    + " channels for a network that takes " + network.inputChannels());
        }
        task.requireFits(network);
        if (!layout.names(network)) {
            throw new IllegalArgumentException("the layout " + layout + " has no names for the network");
        }
        ranges = ranges.isEmpty() ? Map.of() : new Quantization(parameters, ranges).ranges();
    }

    /** A model that was not trained for eight bits. */
    public Model(
            @Nullable Variant variant,
            Parameters parameters,
            Preprocessing preprocessing,
            Task task,
            NameLayout layout,
            Map<String, @Nullable Object> run) {
        this(variant, parameters, preprocessing, task, layout, Map.of(), run);
    }

    /** A classifier of the papers' tables, whose tensors have its library's names. */
    public static Model classifier(
            Variant variant, Parameters parameters, Preprocessing preprocessing, List<String> labels) {
        return new Model(
                variant,
                parameters,
                preprocessing,
                new Task.ImageClassification(labels),
                variant.base().layout(),
                Map.of());
    }

    /**
     * A detector, such as {@link org.mobilenet4j.architecture.SsdLite} builds; its tensors have torchvision's names where
     * torchvision has them.
     *
     * @param labels the first is the background
     */
    public static Model detector(Parameters parameters, Preprocessing preprocessing, List<String> labels) {
        return unnamed(parameters, preprocessing, new Task.ObjectDetection(labels));
    }

    /**
     * A segmentation network, such as {@link org.mobilenet4j.architecture.DeepLabV3} or {@link
     * org.mobilenet4j.architecture.LrAspp} builds; its tensors have torchvision's names where torchvision has them.
     */
    public static Model segmenter(Parameters parameters, Preprocessing preprocessing, List<String> labels) {
        return unnamed(parameters, preprocessing, new Task.SemanticSegmentation(labels));
    }

    private static Model unnamed(Parameters parameters, Preprocessing preprocessing, Task task) {
        NameLayout layout = NameLayout.nativeOf(parameters.network());
        return new Model(null, parameters, preprocessing, task, layout, Map.of());
    }

    /**
     * A model whose parameters come from elsewhere than its folder.
     *
     * @param config the members of its {@code config.json}
     * @param parameters the parameters of the network that {@code config} names
     * @throws InvalidInputException if something in {@code config} is missing, of another type or out of range
     */
    public static Model of(JsonObject config, Function<Network, Parameters> parameters) {
        ModelConfig read = ModelConfigReader.read(config);
        return read.model(parameters.apply(read.network()));
    }

    public Network network() {
        return parameters.network();
    }

    /** The shape of an input as its preprocessing gives it; where that follows each image, a usual one. */
    public MapShape inputShape() {
        return new MapShape(preprocessing.inputHeight(), preprocessing.inputWidth(), preprocessing.channels());
    }

    /**
     * The network's input for an image, {@code H x W x C}, prepared as the task wants it: detectors resize floats.
     */
    public float[] input(RgbImage image) {
        if (task instanceof Task.ObjectDetection) {
            float[] input = new float[inputShape().length()];
            preprocessing.sample(image, input, 0);
            return input;
        }
        return preprocessing.apply(image).data();
    }

    /**
     * The same model for inputs of one size, as other runtimes and eight bits take it: where each image keeps its
     * proportions, it is stretched; an auxiliary head, which only training computes, is left out.
     */
    public Model ofOneSize() {
        return switch (task) {
            case Task.SemanticSegmentation s ->
                with(parameters -> parameters.of(parameters.network().only(Network.OUT)))
                        .withPreprocessing(preprocessing.ofOneSize());
            case Task.ImageClassification c -> this;
            case Task.ObjectDetection d -> this;
            case Task.FeatureExtraction f -> this;
        };
    }

    /** The network ready to run on inputs of the preprocessing's size, with the kernels of this JVM. */
    public CompiledNetwork compile() {
        return Compiler.compile(parameters, preprocessing.inputHeight(), preprocessing.inputWidth());
    }

    /** The network layer by layer, for inputs of the preprocessing's size. */
    public Summary summary() {
        return Summary.of(network(), preprocessing.inputHeight(), preprocessing.inputWidth());
    }

    /** The names of what the network tells apart, in the order of its outputs. */
    public List<String> labels() {
        return task.labels();
    }

    /** What people call the network: the name of its variant, or that it has none. */
    public String name() {
        if (variant != null) {
            return variant.toString();
        }
        return task.solver() + " of " + network().nodes().size() + " layers";
    }

    /**
     * Checks that the model is for a kind of task.
     *
     * @param expected what is wanted, for the message, such as "a classifier of images"
     * @throws InvalidInputException if it is for another
     */
    public void require(Class<? extends Task> kind, String expected) {
        if (!kind.isInstance(task)) {
            throw new InvalidInputException("the model is " + (variant == null ? "" : variant + ", ")
                    + (variant == null ? name() : task.solver()) + ", expected " + expected);
        }
    }

    /**
     * The same function under the names that another library gives the network.
     *
     * @throws InvalidInputException if that library has no such network
     */
    public Model withLayout(NameLayout other) {
        return Renaming.of(this, other);
    }

    /** The same model with batch norms made part of the convolutions before them. */
    public Model folded() {
        return with(FoldNorms::of);
    }

    /**
     * The same model after a function of its parameters, which may change the network: pruning, equalising, folding. It keeps
     * its name if the network is still the one of that name, and its layout if that still has names for it.
     */
    public Model with(UnaryOperator<Parameters> change) {
        Parameters changed = change.apply(parameters);
        boolean isNamed = variant != null && changed.network().equals(parameters.network());
        NameLayout kept = layout.names(changed.network()) ? layout : NameLayout.nativeOf(changed.network());
        Map<String, Range> fitting = changed.network().equals(network()) ? ranges : Map.of();
        return new Model(isNamed ? variant : null, changed, preprocessing, task, kept, fitting, run);
    }

    /**
     * A classifier over the same trunk.
     *
     * @param weight {@code classes x features}
     * @throws IllegalArgumentException if the network is no classifier, or there are not as many labels as classes
     */
    public Model withHead(Tensor weight, Tensor bias, List<String> labels) {
        Variant resized = variant == null ? null : variant.with(options -> options.withClasses(labels.size()));
        return new Model(
                resized,
                parameters.withClassifier(weight, bias),
                preprocessing,
                new Task.ImageClassification(labels),
                layout,
                run);
    }

    /**
     * A trunk with a classifier behind it that knows nothing yet: what a transfer to new classes begins from.
     *
     * @throws IllegalArgumentException if the network gives other than one value
     */
    Model withNewClassifier(String label) {
        Network trunk = network();
        if (trunk.outputs().size() != 1) {
            throw new IllegalArgumentException(
                    "the network gives " + trunk.outputs().keySet() + ", expected one value");
        }
        Location end = trunk.outputs().firstEntry().getValue();
        NetworkBuilder builder = NetworkBuilder.from(trunk);
        Layer last = trunk.node(end).layer();
        boolean isVector = last instanceof Layer.GlobalAveragePool || last instanceof Layer.Linear;
        if (!isVector) {
            builder.add(Location.POOL, new Layer.GlobalAveragePool(), end);
        }
        int features = trunk.channels(end);
        Network whole = builder.classifier(Options.DEFAULT.withClasses(1)).build();
        Map<ParameterId, Tensor> tensors = new LinkedHashMap<>(parameters.tensors());
        tensors.put(new ParameterId(Location.CLASSIFIER, ParameterId.Kind.WEIGHT), Tensor.zeros(Shape.of(1, features)));
        tensors.put(new ParameterId(Location.CLASSIFIER, ParameterId.Kind.BIAS), Tensor.zeros(Shape.of(1)));
        return new Model(
                null,
                new Parameters(whole, tensors),
                preprocessing,
                new Task.ImageClassification(List.of(label)),
                NameLayout.nativeOf(whole),
                run);
    }

    /** The same network with other values in its tensors. */
    public Model withParameters(Parameters other) {
        return new Model(variant, other, preprocessing, task, layout, ranges, run);
    }

    /**
     * The same model, of which the inference engine keeps matrices in another type than float32: less to read from memory for
     * weights that are rounded. {@link #save} still writes them as they are.
     */
    public Model withWeightsAs(WeightType type) {
        return withParameters(parameters.withWeightsAs(type));
    }

    /** The same model, trained for eight bits with these ranges of its values. */
    public Model withRanges(Map<String, Range> other) {
        return new Model(variant, parameters, preprocessing, task, layout, other, run);
    }

    /** What an int8 file needs, of a model that was trained for eight bits. */
    public Optional<Quantization> quantization() {
        return ranges.isEmpty() ? Optional.empty() : Optional.of(new Quantization(parameters, ranges));
    }

    /** The same model with other names for what it tells apart. */
    public Model withLabels(List<String> labels) {
        return new Model(variant, parameters, preprocessing, task.withLabels(labels), layout, ranges, run);
    }

    /** The same model for square images of another size. */
    public Model withResolution(int resolution) {
        return withPreprocessing(preprocessing.withResolution(resolution));
    }

    /**
     * The same model with images prepared in another way.
     *
     * @throws IllegalArgumentException if that gives other channels than the network takes
     */
    public Model withPreprocessing(Preprocessing other) {
        return new Model(variant, parameters, other, task, layout, ranges, run);
    }

    /** The same model with another account of how it came to be. */
    public Model withRun(Map<String, ? extends @Nullable Object> other) {
        return new Model(variant, parameters, preprocessing, task, layout, ranges, new LinkedHashMap<>(other));
    }

    /** What a person should know of how the model was read from another framework's file, in sentences; mostly nothing. */
    public List<String> notes() {
        return run.get(NOTES) instanceof List<?> notes
                ? notes.stream().map(String::valueOf).toList()
                : List.of();
    }

    /** The members of {@code config.json}, in timm's shape: the network, its preprocessing and the class names. */
    public Map<String, @Nullable Object> config() {
        return ModelConfig.of(this).toJson();
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

    /** Writes the model as one zip file, which is replaced whole or stays as it was. */
    public void saveZip(Path file, StoredPrecision precision) throws IOException {
        ModelWriter.writeZip(this, file, precision);
    }
}
