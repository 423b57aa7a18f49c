package org.mobilenet4j.weights;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.tensor.Tensor;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Lays one state dict out as a safetensors file. The header keeps the order of the state dict. */
final class SafetensorsWriter {
    /** PyTorch counts the batches a batch norm has seen in an int64. */
    private static final String COUNTER = "num_batches_tracked";

    /** Where the data must begin, so that a reader can map any element type. */
    private static final int ALIGNMENT = 8;

    private static final int CHUNK_BYTES = 1 << 16;

    private final StateDict tensors;
    private final Map<String, String> metadata;
    private final StoredPrecision precision;

    SafetensorsWriter(StateDict tensors, Map<String, String> metadata, StoredPrecision precision) {
        this.tensors = tensors;
        this.metadata = metadata;
        this.precision = precision;
    }

    void writeTo(OutputStream out) throws IOException {
        SequencedMap<String, Tensor> byPlace = byPlace();
        byte[] header = header(begins(byPlace));
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        out.write(chunk.putLong(header.length).array(), 0, Long.BYTES);
        out.write(header);
        for (Map.Entry<String, Tensor> tensor : byPlace.entrySet()) {
            ElementType type = storedType(tensor.getKey(), tensor.getValue());
            chunk.clear();
            for (float value : tensor.getValue().data()) {
                if (chunk.remaining() < Long.BYTES) {
                    out.write(chunk.array(), 0, chunk.position());
                    chunk.clear();
                }
                switch (type) {
                    case I64 -> chunk.putLong(Math.round((double) value));
                    case F16 -> chunk.putShort(half(tensor.getKey(), value));
                    default -> chunk.putFloat(value);
                }
            }
            out.write(chunk.array(), 0, chunk.position());
        }
    }

    private static short half(String name, float value) {
        short half = Float.floatToFloat16(value);
        if (Float.isFinite(value) && Float.isInfinite(Float.float16ToFloat(half))) {
            throw new InvalidInputException(
                    name + ": has " + value + ", beyond the largest half, 65504; store the weights as float32");
        }
        return half;
    }

    private static boolean isCounter(String name) {
        return name.endsWith(COUNTER);
    }

    /** Larger elements come first, so that every tensor begins at a multiple of its element's size. */
    private SequencedMap<String, Tensor> byPlace() {
        SequencedMap<String, Tensor> byPlace = new LinkedHashMap<>();
        for (ElementType type : List.of(ElementType.I64, ElementType.F32, ElementType.F16)) {
            tensors.asMap().forEach((name, tensor) -> {
                if (storedType(name, tensor) == type) {
                    byPlace.put(name, tensor);
                }
            });
        }
        return byPlace;
    }

    private ElementType storedType(String name, Tensor tensor) {
        return isCounter(name)
                ? ElementType.I64
                : precision.typeOf(tensor.shape().rank());
    }

    private long bytes(String name, Tensor tensor) {
        return (long) tensor.shape().elements() * storedType(name, tensor).bytes();
    }

    private Map<String, Long> begins(SequencedMap<String, Tensor> byPlace) {
        Map<String, Long> begins = new LinkedHashMap<>();
        long end = 0;
        for (Map.Entry<String, Tensor> tensor : byPlace.entrySet()) {
            begins.put(tensor.getKey(), end);
            end += bytes(tensor.getKey(), tensor.getValue());
        }
        return begins;
    }

    private byte[] header(Map<String, Long> begins) {
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        try (JsonGenerator json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), header)) {
            json.writeStartObject();
            if (!metadata.isEmpty()) {
                json.writeObjectPropertyStart(SafetensorsHeader.METADATA);
                metadata.forEach(json::writeStringProperty);
                json.writeEndObject();
            }
            tensors.asMap().forEach((name, tensor) -> writeEntry(json, name, tensor, begins.getOrDefault(name, 0L)));
            json.writeEndObject();
        }
        while (header.size() % ALIGNMENT != 0) {
            header.write(' ');
        }
        return header.toByteArray();
    }

    private void writeEntry(JsonGenerator json, String name, Tensor tensor, long begin) {
        json.writeObjectPropertyStart(name);
        json.writeStringProperty("dtype", storedType(name, tensor).name());
        json.writeArrayPropertyStart("shape");
        for (int axis = 0; axis < tensor.shape().rank(); axis++) {
            json.writeNumber(tensor.shape().extent(axis));
        }
        json.writeEndArray();
        json.writeArrayPropertyStart("data_offsets");
        json.writeNumber(begin);
        json.writeNumber(begin + bytes(name, tensor));
        json.writeEndArray();
        json.writeEndObject();
    }
}
