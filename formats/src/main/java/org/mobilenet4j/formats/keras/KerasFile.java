package org.mobilenet4j.formats.keras;

import io.jhdf.api.Group;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.Model;
import org.mobilenet4j.formats.graph.ForeignGraph;
import org.mobilenet4j.formats.graph.ForeignModel;
import org.mobilenet4j.formats.graph.InputRange;
import org.mobilenet4j.formats.graph.Value;
import org.mobilenet4j.image.Fit;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.io.Json;
import org.mobilenet4j.io.JsonObject;

/** Reads models out of Keras' files: the configuration as a graph, the weights from where its version keeps them. */
public final class KerasFile {
    private static final int USUAL_SIDE = 224;

    private KerasFile() {}

    /**
     * Reads an HDF5 file, of a whole model or of weights alone.
     *
     * @param source what to call it in messages
     * @param labels the class names, or none
     * @throws InvalidInputException if it is damaged or no MobileNet
     */
    public static Model readHdf5(byte[] content, String source, List<String> labels) throws IOException {
        try (HdfReader file = new HdfReader(content, source)) {
            Optional<String> config = file.text(file.root(), "model_config");
            if (config.isPresent()) {
                Group weights = file.group(file.root(), "model_weights").orElse(file.root());
                JsonObject json =
                        Json.readObject(config.get().getBytes(StandardCharsets.UTF_8), source + ": model_config");
                return model(json, new LegacyWeights(file, weights), source, "Keras HDF5", labels);
            }
            BareWeights bare = new BareWeights(
                    source,
                    Keras3Weights.isIn(file)
                            ? new Keras3Weights(file).inOrder()
                            : new LegacyWeights(file, file.root()).inOrder());
            return bareModel(bare, "Keras weights", labels);
        }
    }

    /**
     * Reads what a {@code .keras} archive holds.
     *
     * @throws InvalidInputException if it is damaged or no MobileNet
     */
    public static Model readArchive(byte[] config, byte[] weights, String source, List<String> labels)
            throws IOException {
        JsonObject json = Json.readObject(config, source + ": config.json");
        try (HdfReader file = new HdfReader(weights, source + ": model.weights.h5")) {
            return model(json, new Keras3Weights(file), source, "Keras archive", labels);
        }
    }

    /** A model of which only the weights are known. */
    static Model bareModel(BareWeights bare, String format, List<String> labels) {
        int channels = bare.inputChannels();
        BareWeights.Found found = bare.find(channels);
        return ForeignModel.of(found.graph(), found.output(), channels, false)
                .withNotes(found.notes())
                .toModel(new ForeignModel.Origin(format, USUAL_SIDE, USUAL_SIDE, InputRange.SIGNED, labels, null));
    }

    static Model model(JsonObject config, KerasWeights weights, String source, String format, List<String> labels)
            throws IOException {
        KerasModel model = KerasModel.read(config);
        List<@Nullable Integer> shape = model.inputShape()
                .orElseThrow(() -> new InvalidInputException(source
                        + ": does not say what images it takes; call the model once, or give it an Input, and save it"
                        + " again"));
        int height = side(shape.get(0));
        int width = side(shape.get(1));
        Integer channels = shape.get(2);
        ForeignGraph graph = new ForeignGraph(source);
        Value input = graph.input(channels == null ? 3 : channels, height, width);
        Value output = new KerasGraph(graph, weights).output(model, input);
        return ForeignModel.of(graph, output, input.channels(), false)
                .toModel(new ForeignModel.Origin(
                        format, height, width, InputRange.SIGNED, labels, fit(model, Math.min(height, width))));
    }

    private static int side(@Nullable Integer given) {
        return given == null ? USUAL_SIDE : given;
    }

    /**
     * Teachable Machine, which nests chains in a chain, cuts the centre out of its images; otherwise what is usual.
     */
    private static @Nullable Fit fit(KerasModel model, int side) {
        List<KerasLayer> parts = model.layers().stream()
                .filter(layer -> !layer.className().equals("InputLayer"))
                .toList();
        boolean isTeachableMachine = model.isSequential()
                && parts.size() == 2
                && parts.stream()
                        .allMatch(layer ->
                                layer.nested() != null && layer.nested().isSequential());
        return isTeachableMachine ? new Fit.CenterCrop(side) : null;
    }
}
