package org.mobilenet4j.server.inference;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.server.model.ServedModel;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * An answer of the Open Inference Protocol.
 *
 * @param body its array is not to be changed
 * @param headerLength how many of its bytes are JSON; empty where all are
 */
public record InferAnswer(byte[] body, OptionalInt headerLength) {
    private static final JsonFactory FACTORY = new JsonFactory();

    /** A tensor and whether it goes as bytes. */
    record Sent(OutputTensor tensor, boolean isBinary) {}

    /** Holds nothing but what the protocol has: clients fail on more. */
    static InferAnswer of(ServedModel model, @Nullable String id, List<Sent> outputs) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        List<byte[]> raw = outputs.stream()
                .filter(Sent::isBinary)
                .map(output -> output.tensor().values().toBytes())
                .toList();
        try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), body)) {
            json.writeStartObject();
            if (id != null) {
                json.writeStringProperty("id", id);
            }
            json.writeStringProperty("model_name", model.name());
            json.writeStringProperty("model_version", String.valueOf(model.version()));
            json.writeName("outputs");
            json.writeStartArray();
            int binary = 0;
            for (Sent output : outputs) {
                write(json, output, output.isBinary() ? raw.get(binary++).length : 0);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        int length = body.size();
        raw.forEach(body::writeBytes);
        return new InferAnswer(body.toByteArray(), raw.isEmpty() ? OptionalInt.empty() : OptionalInt.of(length));
    }

    private static void write(JsonGenerator json, Sent output, int bytes) {
        OutputTensor tensor = output.tensor();
        json.writeStartObject();
        json.writeStringProperty("name", tensor.name());
        json.writeStringProperty("datatype", tensor.values().datatype().name());
        json.writeName("shape");
        json.writeStartArray();
        tensor.shape().forEach(json::writeNumber);
        json.writeEndArray();
        if (output.isBinary()) {
            json.writeName("parameters");
            json.writeStartObject();
            json.writeNumberProperty("binary_data_size", bytes);
            json.writeEndObject();
        } else {
            json.writeName("data");
            json.writeStartArray();
            tensor.values().writeTo(json);
            json.writeEndArray();
        }
        json.writeEndObject();
    }
}
