package org.mobilenet4j.onnx;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.ModelBundle;
import org.mobilenet4j.image.Preprocessing;
import org.mobilenet4j.io.AtomicFile;
import org.mobilenet4j.io.Json;
import org.mobilenet4j.parameters.FoldNorms;
import org.mobilenet4j.parameters.Parameters;
import org.mobilenet4j.tensor.Shape;

/**
 * Writes networks as ONNX files: input {@code input} or {@code image}, output {@code logits} or {@code probabilities}. Stateless: any
 * thread may call it. Files are written whole, or what was there stays.
 */
public final class OnnxExport {
    /** The key of the metadata that holds the class names, one a line. */
    public static final String LABELS = "labels";

    /** The key of the metadata that holds what {@code config.json} of a model's folder does. */
    public static final String CONFIG = "config";

    static final String PROBABILITIES = "probabilities";

    private static final String IMAGE = "image";

    private OnnxExport() {}

    /**
     * Writes a model, its class names and preprocessing as metadata.
     *
     * @throws IOException if the disk is full, read-only or fails
     */
    public static void write(ModelBundle model, OnnxOptions options, Path file) throws IOException {
        writeFloats(model.parameters(), options, model.preprocessing(), metadata(model), file);
    }

    /**
     * Writes a bare network, which takes normalised images.
     *
     * @throws IllegalArgumentException if the options ask for preprocessing, of which parameters know nothing
     * @throws IOException if the disk is full, read-only or fails
     */
    public static void write(Parameters parameters, OnnxOptions options, Path file) throws IOException {
        if (options.hasPreprocessing()) {
            throw new IllegalArgumentException("preprocessing belongs to a model; parameters alone have none");
        }
        writeFloats(parameters, options, null, Map.of(), file);
    }

    /**
     * Writes a model in eight bits. Batch norm is folded; weights are int8, whatever the options say of both.
     *
     * @throws IOException if the disk is full, read-only or fails
     */
    public static void write(ModelBundle model, Quantization quantization, OnnxOptions options, Path file)
            throws IOException {
        Graph graph = new Graph(options.hasDynamicBatch());
        Numbers numbers = new Int8Numbers(graph, quantization.ranges());
        build(graph, quantization.parameters(), numbers, options, model.preprocessing());
        AtomicFile.write(file, out -> graph.writeTo(out, options.opset(), metadata(model)));
    }

    private static void writeFloats(
            Parameters parameters,
            OnnxOptions options,
            @Nullable Preprocessing preprocessing,
            Map<String, String> metadata,
            Path file)
            throws IOException {
        Graph graph = new Graph(options.hasDynamicBatch());
        Parameters written = options.isNormFolded() ? FoldNorms.of(parameters) : parameters;
        build(graph, written, new FloatNumbers(graph, options.hasHalfWeights()), options, preprocessing);
        AtomicFile.write(file, out -> graph.writeTo(out, options.opset(), metadata));
    }

    private static void build(
            Graph graph,
            Parameters parameters,
            Numbers numbers,
            OnnxOptions options,
            @Nullable Preprocessing preprocessing) {
        Operations operations = Operations.of(parameters.architecture());
        Operation.Value input = operations.input();
        if (preprocessing != null && options.hasPreprocessing()) {
            normalize(graph, preprocessing, input);
        } else {
            graph.input(input.name(), ElementType.FLOAT32, Shape.of(input.channels(), input.extent(), input.extent()));
        }
        numbers.computed(input.name());
        GraphWriter writer = new GraphWriter(graph, parameters, numbers);
        operations.list().forEach(writer::add);
        Operation.Value logits = operations.logits();
        String result = options.hasSoftmax()
                ? graph.node("Softmax", PROBABILITIES, logits.name(), Attribute.of("axis", 1))
                : logits.name();
        graph.output(result, ElementType.FLOAT32, Shape.of(logits.channels()));
    }

    /** From bytes {@code H x W x C} to the network's input. */
    private static void normalize(Graph graph, Preprocessing preprocessing, Operation.Value input) {
        int channels = preprocessing.channels();
        float[] scales = new float[channels];
        float[] shifts = new float[channels];
        for (int channel = 0; channel < channels; channel++) {
            double std = preprocessing.std().get(channel);
            scales[channel] = (float) (1 / (255 * std));
            shifts[channel] = (float) (-preprocessing.mean().get(channel) / std);
        }
        Shape perChannel = Shape.of(1, channels, 1, 1);
        graph.input(IMAGE, ElementType.UINT8, Shape.of(input.extent(), input.extent(), channels));
        String planes = graph.node("Transpose", IMAGE + "/planes", IMAGE, Attribute.of("perm", 0, 3, 1, 2));
        String levels = graph.node("Cast", IMAGE + "/levels", planes, Attribute.of("to", ElementType.FLOAT32.code()));
        String scaled = graph.node(
                "Mul",
                IMAGE + "/scaled",
                levels,
                graph.constant(IMAGE + "/scale", Constant.floats(perChannel, scales)));
        graph.node("Add", input.name(), scaled, graph.constant(IMAGE + "/shift", Constant.floats(perChannel, shifts)));
    }

    private static Map<String, String> metadata(ModelBundle model) throws IOException {
        ByteArrayOutputStream config = new ByteArrayOutputStream();
        Json.write(config, model.config());
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put(LABELS, String.join("\n", model.labels()));
        metadata.put(CONFIG, config.toString(StandardCharsets.UTF_8));
        return metadata;
    }
}
