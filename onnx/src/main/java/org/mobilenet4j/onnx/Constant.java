package org.mobilenet4j.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.mobilenet4j.tensor.Shape;

/**
 * A tensor that is part of a graph: a weight, or a number that an operator takes as an input.
 *
 * @param data the elements, row-major, little-endian
 */
record Constant(ElementType type, Shape shape, byte[] data) {
    static Constant floats(Shape shape, float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return new Constant(ElementType.FLOAT32, shape, bytes.array());
    }

    static Constant scalar(float value) {
        return floats(Shape.of(), value);
    }

    /** Rounded to half precision; what is too large becomes infinite. */
    static Constant halves(Shape shape, float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Short.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            bytes.putShort(Float.floatToFloat16(value));
        }
        return new Constant(ElementType.FLOAT16, shape, bytes.array());
    }

    static Constant ints(Shape shape, int... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asIntBuffer().put(values);
        return new Constant(ElementType.INT32, shape, bytes.array());
    }

    /** One of the 256 levels of a quantised value. */
    static Constant level(int value) {
        return new Constant(ElementType.UINT8, Shape.of(), new byte[] {(byte) value});
    }
}
