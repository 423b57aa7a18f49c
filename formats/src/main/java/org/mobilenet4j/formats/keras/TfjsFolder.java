package org.mobilenet4j.formats.keras;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import org.mobilenet4j.Model;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.io.Json;
import org.mobilenet4j.io.JsonObject;

/**
 * TensorFlow.js' layers model: a {@code model.json} with the topology of Keras and a manifest of weights, whose bytes lie
 * beside it in shards. Tensors go across the ends of shards; quantised ones say how they are dequantised.
 */
public final class TfjsFolder {
    private static final long MOST_BYTES = 1L << 28;
    private static final int MOST_AXES = 8;

    private final String source;
    private final Path file;

    private TfjsFolder(Path file) {
        this.source = file.toString();
        this.file = file;
    }

    /**
     * Reads a model.
     *
     * @param file its {@code model.json}
     * @param labels the class names, or none
     * @throws InvalidInputException if it is damaged, a graph model or no MobileNet
     */
    public static Model read(Path file, JsonObject json, List<String> labels) throws IOException {
        String format = json.text("format").orElse("layers-model");
        if (!format.equals("layers-model")) {
            throw json.refused(
                    "format", "layers-model; of a graph model, convert the Keras model or SavedModel it was made from");
        }
        TfjsWeights weights = new TfjsFolder(file).weights(json);
        JsonObject topology = json.object("modelTopology");
        if (topology.members().isEmpty()) {
            return KerasFile.bareModel(
                    new BareWeights(file.toString(), weights.inOrder()), "TensorFlow.js weights", labels);
        }
        JsonObject config = topology.object("model_config");
        return KerasFile.model(
                config.members().isEmpty() ? topology : config, weights, file.toString(), "TensorFlow.js", labels);
    }

    private TfjsWeights weights(JsonObject json) throws IOException {
        TfjsWeights weights = new TfjsWeights();
        long total = 0;
        for (JsonObject group : json.objects("weightsManifest")) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            for (String shard : group.texts("paths").orElse(List.of())) {
                Path bin = shard(shard);
                total += Files.size(bin);
                if (total > MOST_BYTES) {
                    throw new InvalidInputException(
                            source + ": its shards have more than " + MOST_BYTES + " bytes; is it a MobileNet?");
                }
                bytes.write(Files.readAllBytes(bin));
            }
            ByteBuffer data = ByteBuffer.wrap(bytes.toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
            for (JsonObject weight : group.objects("weights")) {
                String name = weight.text("name").orElseThrow(() -> weight.refused("name", "a text"));
                weights.put(name, array(name, weight, data));
            }
        }
        return weights;
    }

    /** A file beside {@code model.json}, and nowhere else. */
    private Path shard(String path) {
        String name = path.startsWith("./") ? path.substring(2) : path; // as the browser saves it
        boolean isPlain = !name.isEmpty()
                && name.indexOf('/') < 0
                && name.indexOf('\\') < 0
                && name.indexOf('\0') < 0
                && !name.equals("..");
        Path shard = file.resolveSibling(isPlain ? name : ".");
        if (!isPlain || !Files.isRegularFile(shard)) {
            throw new InvalidInputException(source + ": names the shard '" + name
                    + "', which is no file beside it; copy the whole folder again");
        }
        return shard;
    }

    private Array array(String name, JsonObject weight, ByteBuffer data) {
        List<Integer> extents = weight.integers("shape").orElse(List.of());
        long size = 1;
        for (int extent : extents) {
            size = extent < 0 || size > MOST_BYTES ? Long.MAX_VALUE : size * extent;
        }
        JsonObject quantization = weight.object("quantization");
        String type = quantization.text("dtype").or(() -> weight.text("dtype")).orElse("float32");
        int bytes = switch (type) {
            case "float32", "int32" -> 4;
            case "float16", "uint16" -> 2;
            case "uint8", "bool" -> 1;
            default -> throw weight.refused("dtype", "float32, float16, uint16 or uint8");
        };
        if (extents.size() > MOST_AXES || size > data.remaining() / bytes) {
            throw new InvalidInputException(source + ": the weight " + name + " of shape " + extents
                    + " goes beyond the end of its shards; copy the whole folder again");
        }
        double scale = quantization.number("scale").orElse(1.0);
        double least = quantization.number("min").orElse(0.0);
        int start = data.position();
        IntToDoubleFunction value = switch (type) {
            case "float32" -> i -> data.getFloat(start + 4 * i);
            case "int32" -> i -> data.getInt(start + 4 * i);
            case "float16" -> i -> Float.float16ToFloat(data.getShort(start + 2 * i));
            case "uint16" -> i -> Short.toUnsignedInt(data.getShort(start + 2 * i)) * scale + least;
            default -> i -> Byte.toUnsignedInt(data.get(start + i)) * scale + least;
        };
        float[] values = new float[(int) size];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) value.applyAsDouble(i);
        }
        data.position(start + bytes * values.length);
        return new Array(extents.stream().mapToInt(Integer::intValue).toArray(), values);
    }

    /** Reads a {@code model.json}. */
    public static JsonObject json(Path file) throws IOException {
        return Json.readObject(Files.readAllBytes(file), file.toString());
    }
}
