package org.mobilenet4j.server.inference;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.mobilenet4j.server.model.DataType;
import tools.jackson.core.JsonGenerator;

/**
 * A tensor that is given out.
 *
 * @param shape its extents, the images first
 */
record OutputTensor(String name, List<Integer> shape, Values values) {
    OutputTensor {
        shape = List.copyOf(shape);
    }

    /** What is in it. */
    sealed interface Values {
        DataType datatype();

        /** Little-endian. */
        byte[] toBytes();

        /** One after the other, in the list that is begun. */
        void writeTo(JsonGenerator json);

        record Floats(float[] values) implements Values {
            @Override
            public DataType datatype() {
                return DataType.FP32;
            }

            @Override
            public byte[] toBytes() {
                ByteBuffer bytes =
                        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
                bytes.asFloatBuffer().put(values);
                return bytes.array();
            }

            @Override
            public void writeTo(JsonGenerator json) {
                for (float value : values) {
                    if (!Float.isFinite(value)) {
                        throw new IllegalStateException("the network's output is not finite, which JSON cannot say");
                    }
                    json.writeNumber(value);
                }
            }
        }

        record Ints(int[] values) implements Values {
            @Override
            public DataType datatype() {
                return DataType.INT32;
            }

            @Override
            public byte[] toBytes() {
                ByteBuffer bytes =
                        ByteBuffer.allocate(values.length * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
                bytes.asIntBuffer().put(values);
                return bytes.array();
            }

            @Override
            public void writeTo(JsonGenerator json) {
                for (int value : values) {
                    json.writeNumber(value);
                }
            }
        }

        record Bytes(byte[] values) implements Values {
            @Override
            public DataType datatype() {
                return DataType.UINT8;
            }

            @Override
            public byte[] toBytes() {
                return values;
            }

            @Override
            public void writeTo(JsonGenerator json) {
                for (byte value : values) {
                    json.writeNumber(Byte.toUnsignedInt(value));
                }
            }
        }

        record Texts(List<String> values) implements Values {
            public Texts {
                values = List.copyOf(values);
            }

            @Override
            public DataType datatype() {
                return DataType.BYTES;
            }

            @Override
            public byte[] toBytes() {
                List<byte[]> encoded = values.stream()
                        .map(text -> text.getBytes(StandardCharsets.UTF_8))
                        .toList();
                ByteBuffer bytes = ByteBuffer.allocate(encoded.stream()
                                .mapToInt(text -> Integer.BYTES + text.length)
                                .sum())
                        .order(ByteOrder.LITTLE_ENDIAN);
                encoded.forEach(text -> bytes.putInt(text.length).put(text));
                return bytes.array();
            }

            @Override
            public void writeTo(JsonGenerator json) {
                values.forEach(json::writeString);
            }
        }
    }
}
