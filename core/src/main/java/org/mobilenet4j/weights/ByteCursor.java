package org.mobilenet4j.weights;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.mobilenet4j.io.InvalidInputException;

/** Reads bytes one after the other; what would lie beyond the end is an error that names the file. */
final class ByteCursor {
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final String file;
    private final MemorySegment bytes;
    private long position;

    ByteCursor(String file, MemorySegment bytes) {
        this.file = file;
        this.bytes = bytes;
    }

    String file() {
        return file;
    }

    long position() {
        return position;
    }

    int unsignedByte() {
        return Byte.toUnsignedInt(take(1).get(ValueLayout.JAVA_BYTE, 0));
    }

    int unsignedShort() {
        return unsignedByte() | unsignedByte() << 8;
    }

    int littleEndianInt() {
        return take(4).get(INT, 0);
    }

    long littleEndianLong() {
        return take(8).get(LONG, 0);
    }

    /** The next bytes, not copied. */
    MemorySegment take(long count) {
        if (count < 0 || count > bytes.byteSize() - position) {
            throw new InvalidInputException(file + ": ends at byte " + bytes.byteSize() + ", where "
                    + Long.toUnsignedString(count) + " more bytes are expected from byte " + position
                    + "; the file is cut off or damaged: download it or copy it again");
        }
        MemorySegment taken = bytes.asSlice(position, count);
        position += count;
        return taken;
    }

    /** The next bytes as UTF-8; the caller bounds the count. */
    String text(long count) {
        return new String(take(count).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
    }

    /** The text up to the next line feed, which is passed over. */
    String line(int longest) {
        long end = position;
        while (end < bytes.byteSize() && bytes.get(ValueLayout.JAVA_BYTE, end) != '\n' && end - position < longest) {
            end++;
        }
        String line = text(end - position);
        if (unsignedByte() != '\n') {
            throw new InvalidInputException(file + ": has more than " + longest
                    + " bytes where a name is expected, at byte " + position + "; the file is damaged");
        }
        return line;
    }
}
