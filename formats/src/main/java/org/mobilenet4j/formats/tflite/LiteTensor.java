package org.mobilenet4j.formats.tflite;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.mobilenet4j.io.InvalidInputException;

/**
 * A tensor of the file: a constant, or a value that an operator computes.
 *
 * @param shape outermost first; the batch of a value is its first
 * @param type of {@code TensorType}
 * @param data little-endian; empty for a value
 * @param scales one for all elements, one for each index of {@code axis}, or none for a tensor that is not quantised
 */
record LiteTensor(
        String name, String source, int[] shape, int type, ByteBuffer data, float[] scales, long[] zeros, int axis) {
    static final int FLOAT32 = 0;
    static final int FLOAT16 = 1;
    static final int INT32 = 2;
    static final int UINT8 = 3;
    static final int INT64 = 4;
    static final int INT16 = 7;
    static final int INT8 = 9;

    private static final int MOST_ELEMENTS = 1 << 27;

    boolean isConstant() {
        return data.remaining() > 0;
    }

    boolean isQuantized() {
        return scales.length > 0 && (type == UINT8 || type == INT8 || type == INT16);
    }

    int elements() {
        long elements = 1;
        for (int extent : shape) {
            elements = extent < 0 || elements > MOST_ELEMENTS ? Long.MAX_VALUE : elements * extent;
        }
        if (elements > MOST_ELEMENTS) {
            throw damaged("claims the shape " + Arrays.toString(shape));
        }
        return (int) elements;
    }

    private InvalidInputException damaged(String finding) {
        return new InvalidInputException(
                source + ": the tensor " + name + " " + finding + "; the file is damaged: copy it again");
    }

    /** What stands for a real number: {@code (level - zero) * scale}. */
    double real(double level) {
        return isQuantized() ? (level - zero(0)) * scales[0] : level;
    }

    private long zero(int index) {
        return zeros.length == 0 ? 0 : zeros[zeros.length == 1 ? 0 : index];
    }

    /** A constant as floats, dequantised. */
    float[] floats() {
        int count = elements();
        int bytes = switch (type) {
            case FLOAT32, INT32 -> 4;
            case FLOAT16, INT16 -> 2;
            case UINT8, INT8 -> 1;
            case INT64 -> 8;
            default ->
                throw new InvalidInputException(source + ": the tensor " + name + " is of type " + type
                        + ", expected float32, float16, int8 or uint8; convert the model without it");
        };
        if ((long) count * bytes != data.remaining()) {
            throw damaged("has " + data.remaining() + " bytes, expected " + (long) count * bytes);
        }
        int inner = 1;
        boolean isPerChannel = scales.length > 1;
        if (isPerChannel) {
            if (axis < 0 || axis >= shape.length || shape[axis] != scales.length) {
                throw damaged("has " + scales.length + " scales, which are not those of its axis " + axis);
            }
            for (int i = axis + 1; i < shape.length; i++) {
                inner *= shape[i];
            }
        }
        if (zeros.length > 1 && zeros.length != scales.length) {
            throw damaged("has " + zeros.length + " zero points for " + scales.length + " scales");
        }
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            double level = switch (type) {
                case FLOAT32 -> data.getFloat(4 * i);
                case FLOAT16 -> Float.float16ToFloat(data.getShort(2 * i));
                case INT32 -> data.getInt(4 * i);
                case INT16 -> data.getShort(2 * i);
                case UINT8 -> Byte.toUnsignedInt(data.get(i));
                case INT64 -> data.getLong(8 * i);
                default -> data.get(i);
            };
            int channel = isPerChannel ? i / inner % scales.length : 0;
            boolean isScaled = scales.length > 0 && type != FLOAT32 && type != FLOAT16;
            values[i] = (float) (isScaled ? (level - zero(channel)) * scales[channel] : level);
        }
        return values;
    }

    /** A constant of whole numbers: axes, paddings, shapes. */
    int[] ints() {
        float[] values = floats();
        int[] ints = new int[values.length];
        for (int i = 0; i < ints.length; i++) {
            ints[i] = (int) values[i];
        }
        return ints;
    }
}
