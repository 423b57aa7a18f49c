package org.mobilenet4j.formats.tflite;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mobilenet4j.io.InvalidInputException;

/**
 * A table of a FlatBuffer: fields behind a list of offsets, each of which may be absent. A field is named by its place in
 * that list in bytes, as schema compilers number them: 4, 6, 8 and so on. Every offset is checked against the file, since the
 * format has no checksums.
 *
 * @param at where the table stands in the file
 */
record Table(ByteBuffer file, String source, int at) {
    private static final int MOST_ELEMENTS = 1 << 20;

    /** The table that a file begins with an offset to. */
    static Table root(ByteBuffer file, String source) {
        return new Table(file, source, 0).follow(0);
    }

    private InvalidInputException damaged() {
        return new InvalidInputException(
                source + ": is a damaged TensorFlow Lite model: an offset leads out of the file; copy it again");
    }

    private int require(long position, long bytes) {
        if (position < 0 || bytes < 0 || position + bytes > file.capacity()) {
            throw damaged();
        }
        return (int) position;
    }

    /** The table that an offset at a place leads to. */
    private Table follow(long place) {
        long target = place + Integer.toUnsignedLong(file.getInt(require(place, 4)));
        return new Table(file, source, require(target, 4));
    }

    /** Where a field's content is, or -1 where the table has none. */
    private int field(int slot) {
        long offsets = (long) at - file.getInt(require(at, 4));
        int length = Short.toUnsignedInt(file.getShort(require(offsets, 2)));
        if (slot + 2 > length) {
            return -1;
        }
        int offset = Short.toUnsignedInt(file.getShort(require(offsets + slot, 2)));
        return offset == 0 ? -1 : require((long) at + offset, 1);
    }

    boolean has(int slot) {
        return field(slot) >= 0;
    }

    int byteAt(int slot, int usual) {
        int field = field(slot);
        return field < 0 ? usual : file.get(require(field, 1));
    }

    int intAt(int slot, int usual) {
        int field = field(slot);
        return field < 0 ? usual : file.getInt(require(field, 4));
    }

    long longAt(int slot, long usual) {
        int field = field(slot);
        return field < 0 ? usual : file.getLong(require(field, 8));
    }

    float floatAt(int slot, float usual) {
        int field = field(slot);
        return field < 0 ? usual : file.getFloat(require(field, 4));
    }

    Optional<Table> table(int slot) {
        int field = field(slot);
        return field < 0 ? Optional.empty() : Optional.of(follow(field));
    }

    /** Where a vector's elements are, and how many. */
    private record Vector(int start, int count) {}

    private Vector vector(int slot, int bytesEach) {
        int field = field(slot);
        if (field < 0) {
            return new Vector(0, 0);
        }
        int start = follow(field).at;
        int count = file.getInt(start);
        require((long) start + 4, (long) count * bytesEach);
        return new Vector(start + 4, count);
    }

    private Vector shortVector(int slot, int bytesEach) {
        Vector vector = vector(slot, bytesEach);
        if (vector.count > MOST_ELEMENTS) {
            throw damaged();
        }
        return vector;
    }

    List<Table> tables(int slot) {
        Vector vector = shortVector(slot, 4);
        List<Table> tables = new ArrayList<>();
        for (int i = 0; i < vector.count; i++) {
            tables.add(follow((long) vector.start + 4L * i));
        }
        return tables;
    }

    int[] ints(int slot) {
        Vector vector = shortVector(slot, 4);
        int[] ints = new int[vector.count];
        for (int i = 0; i < ints.length; i++) {
            ints[i] = file.getInt(vector.start + 4 * i);
        }
        return ints;
    }

    float[] floats(int slot) {
        Vector vector = shortVector(slot, 4);
        float[] floats = new float[vector.count];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = file.getFloat(vector.start + 4 * i);
        }
        return floats;
    }

    long[] longs(int slot) {
        Vector vector = shortVector(slot, 8);
        long[] longs = new long[vector.count];
        for (int i = 0; i < longs.length; i++) {
            longs[i] = file.getLong(vector.start + 8 * i);
        }
        return longs;
    }

    /** A vector of bytes, not copied. */
    ByteBuffer bytes(int slot) {
        Vector vector = vector(slot, 1);
        return file.slice(vector.start, vector.count).order(file.order());
    }

    /** A part of the file, not copied. */
    ByteBuffer bytes(long start, long count) {
        return file.slice(require(start, count), (int) count).order(file.order());
    }

    String text(int slot) {
        ByteBuffer bytes = bytes(slot);
        byte[] copy = new byte[Math.min(bytes.remaining(), 1 << 16)];
        bytes.get(copy);
        return new String(copy, StandardCharsets.UTF_8);
    }
}
