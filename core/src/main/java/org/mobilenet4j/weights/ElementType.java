package org.mobilenet4j.weights;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** How a file stores one number, little-endian, under the name safetensors gives it; and its reading as a float. */
enum ElementType {
    BOOL(1),
    U8(1),
    I8(1),
    I16(2),
    U16(2),
    F16(2),
    BF16(2),
    I32(4),
    U32(4),
    F32(4),
    I64(8),
    U64(8),
    F64(8);

    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfDouble DOUBLE =
            ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final int bytes;

    ElementType(int bytes) {
        this.bytes = bytes;
    }

    /** The type that safetensors calls so, or null. */
    static @Nullable ElementType named(String name) {
        for (ElementType type : values()) {
            if (type.name().equals(name)) {
                return type;
            }
        }
        return null;
    }

    /** The size of one element. */
    int bytes() {
        return bytes;
    }

    /** The element that starts at that byte, rounded to the nearest float. */
    float read(MemorySegment data, long offset) {
        return switch (this) {
            case BOOL -> data.get(ValueLayout.JAVA_BYTE, offset) == 0 ? 0 : 1;
            case U8 -> Byte.toUnsignedInt(data.get(ValueLayout.JAVA_BYTE, offset));
            case I8 -> data.get(ValueLayout.JAVA_BYTE, offset);
            case I16 -> data.get(SHORT, offset);
            case U16 -> Short.toUnsignedInt(data.get(SHORT, offset));
            case F16 -> Float.float16ToFloat(data.get(SHORT, offset));
            case BF16 -> Float.intBitsToFloat(data.get(SHORT, offset) << 16);
            case I32 -> data.get(INT, offset);
            case U32 -> Integer.toUnsignedLong(data.get(INT, offset));
            case F32 -> data.get(FLOAT, offset);
            case I64 -> data.get(LONG, offset);
            case U64 -> unsigned(data.get(LONG, offset));
            case F64 -> (float) data.get(DOUBLE, offset);
        };
    }

    private static float unsigned(long value) {
        // Halving keeps the lowest bit, so that what lies between two floats still rounds the right way.
        return value >= 0 ? value : ((value >>> 1) | (value & 1)) * 2f;
    }

    /** Fills {@code target} with the elements from that byte on. */
    void readAll(MemorySegment data, long offset, float[] target) {
        if (this == F32) {
            MemorySegment.copy(data, FLOAT, offset, target, 0, target.length);
            return;
        }
        for (int i = 0; i < target.length; i++) {
            target[i] = read(data, offset + (long) i * bytes);
        }
    }

    /** The same elements little-endian; a copy where they are not. */
    MemorySegment littleEndian(MemorySegment data, ByteOrder order) {
        if (order == ByteOrder.LITTLE_ENDIAN || bytes == 1) {
            return data;
        }
        byte[] turned = data.toArray(ValueLayout.JAVA_BYTE);
        for (int element = 0; element + bytes <= turned.length; element += bytes) {
            for (int i = 0, j = bytes - 1; i < j; i++, j--) {
                byte first = turned[element + i];
                turned[element + i] = turned[element + j];
                turned[element + j] = first;
            }
        }
        return MemorySegment.ofArray(turned);
    }
}
