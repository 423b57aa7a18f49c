package org.mobilenet4j.weights;

import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** The elements of a NumPy array: their type, and whether their bytes stand the other way round than here. */
record NumPyType(ElementType type, ByteOrder order) {
    /**
     * The type that NumPy writes so, such as {@code <f4}; null where it has no plain numbers, as objects and complex
     * numbers.
     *
     * @param order of the bytes where the text does not say it: {@code <}, {@code >}, or anything for this machine's, which
     *     is taken to be little
     */
    static @Nullable NumPyType of(String text, String order) {
        if (text.isEmpty()) {
            return null;
        }
        boolean saysOrder = "<>=|".indexOf(text.charAt(0)) >= 0;
        String said = saysOrder ? text.substring(0, 1) : order;
        ElementType type = switch (saysOrder ? text.substring(1) : text) {
            case "b1" -> ElementType.BOOL;
            case "u1" -> ElementType.U8;
            case "u2" -> ElementType.U16;
            case "u4" -> ElementType.U32;
            case "u8" -> ElementType.U64;
            case "i1" -> ElementType.I8;
            case "i2" -> ElementType.I16;
            case "i4" -> ElementType.I32;
            case "i8" -> ElementType.I64;
            case "f2" -> ElementType.F16;
            case "f4" -> ElementType.F32;
            case "f8" -> ElementType.F64;
            default -> null;
        };
        return type == null
                ? null
                : new NumPyType(type, said.equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    }
}
