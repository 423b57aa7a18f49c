package org.mobilenet4j.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.mobilenet4j.tensor.Shape;

/**
 * A tensor that is part of a graph: a weight, or a number that an operator takes as an input.
 *
 * @param data the elements, row-major, little-endian
 */
record Initializer(TensorType type, Shape shape, byte[] data) {
    static Initializer floats(Shape shape, float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return new Initializer(TensorType.FLOAT32, shape, bytes.array());
    }

    static Initializer scalar(float value) {
        return floats(Shape.of(), value);
    }

    /** Rounded to half precision; what is too large becomes infinite. */
    static Initializer halves(Shape shape, float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Short.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            bytes.putShort(Float.floatToFloat16(value));
        }
        return new Initializer(TensorType.FLOAT16, shape, bytes.array());
    }

    static Initializer ints(Shape shape, int... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asIntBuffer().put(values);
        return new Initializer(TensorType.INT32, shape, bytes.array());
    }

    /** A vector of long integers, as operators take sizes and axes. */
    static Initializer longs(long... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asLongBuffer().put(values);
        return new Initializer(TensorType.INT64, Shape.of(values.length), bytes.array());
    }

    /** One of the 256 levels of a quantised value. */
    static Initializer level(int value) {
        return new Initializer(TensorType.UINT8, Shape.of(), new byte[] {(byte) value});
    }
}
