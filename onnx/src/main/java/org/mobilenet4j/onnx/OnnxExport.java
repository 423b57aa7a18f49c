package org.mobilenet4j.onnx;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.Model;
import org.mobilenet4j.Task;
import org.mobilenet4j.architecture.MapShape;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.architecture.Shapes;
import org.mobilenet4j.detection.SsdHeads;
import org.mobilenet4j.formats.onnx.OwnNames;
import org.mobilenet4j.image.Preprocessing;
import org.mobilenet4j.io.AtomicFile;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.io.Json;
import org.mobilenet4j.parameters.FoldNorms;
import org.mobilenet4j.parameters.Parameters;
import org.mobilenet4j.quantization.Quantization;
import org.mobilenet4j.tensor.Shape;

/**
 * Writes networks as ONNX files: input {@code input} or {@code image}; output {@code logits} or {@code probabilities}, of a
 * detector {@code cls_logits} and {@code bbox_regression} or {@code boxes}, {@code labels} and {@code scores}, of a
 * segmentation network {@code out} or {@code classes}. Stateless: any thread may call it. Files are written whole, or what
 * was there stays.
 */
public final class OnnxExport {
    static final String PROBABILITIES = "probabilities";
    static final String CLASSES = "classes";

    private static final String IMAGE = "image";
    private static final String INPUT = "input";

    private OnnxExport() {}

    /**
     * Writes a model for inputs of its preprocessing's size, its class names and preprocessing as metadata. One that takes
     * images of any size is written {@link Model#ofOneSize of one size}.
     *
     * @throws InvalidInputException if the options ask for what the model's task has not
     * @throws IOException if the disk is full, read-only or fails
     */
    public static void write(Model model, OnnxOptions options, Path file) throws IOException {
        Model written = model.ofOneSize();
        writeFloats(written.parameters(), written.inputShape(), options, written, file);
    }

    /**
     * Writes a bare network for inputs of a size, which takes normalised images.
     *
     * @throws IllegalArgumentException if the options ask for preprocessing, of which parameters know nothing
     * @throws IOException if the disk is full, read-only or fails
     */
    public static void write(Parameters parameters, int height, int width, OnnxOptions options, Path file)
            throws IOException {
        if (options.hasPreprocessing()) {
            throw new IllegalArgumentException("preprocessing belongs to a model; parameters alone have none");
        }
        MapShape input = new MapShape(height, width, parameters.network().inputChannels());
        writeFloats(parameters, input, options, null, file);
    }

    /**
     * Writes a model in eight bits. Batch norm is folded; weights are int8, whatever the options say of both.
     *
     * @param quantization of the model {@link Model#ofOneSize of one size}
     * @throws IOException if the disk is full, read-only or fails
     */
    public static void write(Model model, Quantization quantization, OnnxOptions options, Path file)
            throws IOException {
        Model written = model.ofOneSize();
        Graph graph = graph(options, written);
        build(
                graph,
                quantization.parameters(),
                written.inputShape(),
                new Int8Numbers(graph, quantization.ranges()),
                options,
                written);
        Map<String, String> metadata = metadata(written);
        AtomicFile.write(file, out -> graph.writeTo(out, options.opset(), metadata));
    }

    private static void writeFloats(
            Parameters parameters, MapShape input, OnnxOptions options, @Nullable Model model, Path file)
            throws IOException {
        Graph graph = graph(options, model);
        build(
                graph,
                options.isNormFolded() ? FoldNorms.of(parameters) : parameters,
                input,
                new FloatNumbers(graph, options.hasHalfWeights()),
                options,
                model);
        Map<String, String> metadata = model == null ? Map.of() : metadata(model);
        AtomicFile.write(file, out -> graph.writeTo(out, options.opset(), metadata));
    }

    private static Graph graph(OnnxOptions options, @Nullable Model model) {
        boolean givesObjects =
                options.hasPostprocessing() && model != null && model.task() instanceof Task.ObjectDetection;
        return new Graph(options.hasDynamicBatch() && !givesObjects);
    }

    private static void build(
            Graph graph,
            Parameters parameters,
            MapShape input,
            Numbers numbers,
            OnnxOptions options,
            @Nullable Model model) {
        if (model != null && options.hasPreprocessing()) {
            normalize(graph, model.preprocessing(), input);
        } else {
            graph.input(INPUT, TensorType.FLOAT32, Shape.of(input.channels(), input.height(), input.width()));
        }
        Shapes shapes = Shapes.of(parameters.network(), input.height(), input.width());
        GraphWriter writer = new GraphWriter(graph, parameters, shapes, numbers);
        Map<String, String> values = writer.write(INPUT);
        Network network = parameters.network();
        if (options.hasSoftmax() && network.classifier().isEmpty()) {
            throw new InvalidInputException(
                    "the network gives " + network.outputs().keySet()
                            + ", expected a classifier's logits to take the softmax of; leave the softmax out");
        }
        if (model != null && model.task() instanceof Task.ObjectDetection) {
            DetectorOutputs outputs = new DetectorOutputs(graph, SsdHeads.of(network, input.height(), input.width()));
            if (options.hasPostprocessing()) {
                outputs.objects(values);
            } else {
                outputs.heads(values);
            }
            return;
        }
        if (options.hasPostprocessing()) {
            if (model == null || !(model.task() instanceof Task.SemanticSegmentation)) {
                throw new InvalidInputException("the network gives "
                        + network.outputs().keySet()
                        + ", expected a detector's or a segmentation network's outputs to process further; leave the"
                        + " postprocessing out");
            }
            graph.node(
                    "ArgMax",
                    CLASSES,
                    new String[] {Objects.requireNonNull(values.get(Network.OUT))},
                    Attribute.of("axis", 1),
                    Attribute.of("keepdims", 0));
            graph.output(CLASSES, TensorType.INT64, Shape.of(input.height(), input.width()));
            return;
        }
        network.outputs().forEach((name, location) -> {
            String value = Objects.requireNonNull(values.get(name));
            String result =
                    options.hasSoftmax() ? graph.node("Softmax", PROBABILITIES, value, Attribute.of("axis", 1)) : value;
            graph.output(result, TensorType.FLOAT32, writer.shapeOf(location));
        });
    }

    /** From bytes {@code H x W x C} to the network's input. */
    private static void normalize(Graph graph, Preprocessing preprocessing, MapShape input) {
        int channels = preprocessing.channels();
        float[] scales = new float[channels];
        float[] shifts = new float[channels];
        for (int channel = 0; channel < channels; channel++) {
            double std = preprocessing.std().get(channel);
            scales[channel] = (float) (1 / (255 * std));
            shifts[channel] = (float) (-preprocessing.mean().get(channel) / std);
        }
        Shape perChannel = Shape.of(1, channels, 1, 1);
        graph.input(IMAGE, TensorType.UINT8, Shape.of(input.height(), input.width(), channels));
        String planes = graph.node("Transpose", IMAGE + "/planes", IMAGE, Attribute.of("perm", 0, 3, 1, 2));
        String levels = graph.node("Cast", IMAGE + "/levels", planes, Attribute.of("to", TensorType.FLOAT32.code()));
        String scaled = graph.node(
                "Mul",
                IMAGE + "/scaled",
                levels,
                graph.constant(IMAGE + "/scale", Initializer.floats(perChannel, scales)));
        graph.node("Add", INPUT, scaled, graph.constant(IMAGE + "/shift", Initializer.floats(perChannel, shifts)));
    }

    private static Map<String, String> metadata(Model model) throws IOException {
        ByteArrayOutputStream config = new ByteArrayOutputStream();
        Json.write(config, model.config());
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put(OwnNames.LABELS, String.join("\n", model.labels()));
        metadata.put(OwnNames.CONFIG, config.toString(StandardCharsets.UTF_8));
        return metadata;
    }
}
