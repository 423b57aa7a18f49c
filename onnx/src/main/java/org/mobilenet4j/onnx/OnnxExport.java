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
import org.mobilenet4j.architecture.MapShape;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.architecture.Shapes;
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
 * Writes networks as ONNX files: input {@code input} or {@code image}, output {@code logits} or {@code probabilities}. Stateless: any
 * thread may call it. Files are written whole, or what was there stays.
 */
public final class OnnxExport {
    static final String PROBABILITIES = "probabilities";

    private static final String IMAGE = "image";
    private static final String INPUT = "input";

    private OnnxExport() {}

    /**
     * Writes a model for inputs of its preprocessing's size, its class names and preprocessing as metadata.
     *
     * @throws InvalidInputException if the options ask for what the model's task has not
     * @throws IOException if the disk is full, read-only or fails
     */
    public static void write(Model model, OnnxOptions options, Path file) throws IOException {
        Preprocessing preprocessing = model.preprocessing();
        writeFloats(
                model.parameters(),
                preprocessing.inputHeight(),
                preprocessing.inputWidth(),
                options,
                preprocessing,
                metadata(model),
                file);
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
        writeFloats(parameters, height, width, options, null, Map.of(), file);
    }

    /**
     * Writes a model in eight bits. Batch norm is folded; weights are int8, whatever the options say of both.
     *
     * @throws IOException if the disk is full, read-only or fails
     */
    public static void write(Model model, Quantization quantization, OnnxOptions options, Path file)
            throws IOException {
        Preprocessing preprocessing = model.preprocessing();
        Graph graph = new Graph(options.hasDynamicBatch());
        build(
                graph,
                quantization.parameters(),
                Shapes.of(model.network(), preprocessing.inputHeight(), preprocessing.inputWidth()),
                new Int8Numbers(graph, quantization.ranges()),
                options,
                preprocessing);
        Map<String, String> metadata = metadata(model);
        AtomicFile.write(file, out -> graph.writeTo(out, options.opset(), metadata));
    }

    private static void writeFloats(
            Parameters parameters,
            int height,
            int width,
            OnnxOptions options,
            @Nullable Preprocessing preprocessing,
            Map<String, String> metadata,
            Path file)
            throws IOException {
        Graph graph = new Graph(options.hasDynamicBatch());
        build(
                graph,
                options.isNormFolded() ? FoldNorms.of(parameters) : parameters,
                Shapes.of(parameters.network(), height, width),
                new FloatNumbers(graph, options.hasHalfWeights()),
                options,
                preprocessing);
        AtomicFile.write(file, out -> graph.writeTo(out, options.opset(), metadata));
    }

    private static void build(
            Graph graph,
            Parameters parameters,
            Shapes shapes,
            Numbers numbers,
            OnnxOptions options,
            @Nullable Preprocessing preprocessing) {
        MapShape input = shapes.input();
        if (preprocessing != null && options.hasPreprocessing()) {
            normalize(graph, preprocessing, input);
        } else {
            graph.input(INPUT, TensorType.FLOAT32, Shape.of(input.channels(), input.height(), input.width()));
        }
        GraphWriter writer = new GraphWriter(graph, parameters, shapes, numbers);
        Map<String, String> values = writer.write(INPUT);
        Network network = parameters.network();
        if (options.hasSoftmax() && network.classifier().isEmpty()) {
            throw new InvalidInputException(
                    "the network gives " + network.outputs().keySet()
                            + ", expected a classifier's logits to take the softmax of; leave the softmax out");
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
