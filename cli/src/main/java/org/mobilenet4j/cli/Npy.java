package org.mobilenet4j.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.mobilenet4j.io.AtomicFile;

/** A matrix of float32 as {@code numpy.load} reads it: NumPy's format 1.0, little-endian, row by row. */
final class Npy {
    private static final int ALIGNMENT = 64;

    /** The magic, the version and the length of what follows. */
    private static final int PREAMBLE = 10;

    private Npy() {}

    /** Writes rows of one length. */
    static void write(Path file, List<float[]> rows) throws IOException {
        int columns = rows.getFirst().length;
        AtomicFile.write(file, out -> {
            out.write(header(rows.size(), columns));
            ByteBuffer row = ByteBuffer.allocate(columns * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            for (float[] values : rows) {
                row.clear().asFloatBuffer().put(values);
                out.write(row.array());
            }
        });
    }

    static byte[] header(int rows, int columns) {
        String description = "{'descr': '<f4', 'fortran_order': False, 'shape': (%d, %d), }".formatted(rows, columns);
        int length = Math.ceilDiv(PREAMBLE + description.length() + 1, ALIGNMENT) * ALIGNMENT - PREAMBLE;
        String padded = description + " ".repeat(length - description.length() - 1) + "\n";
        return ByteBuffer.allocate(PREAMBLE + length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put((byte) 0x93)
                .put("NUMPY".getBytes(StandardCharsets.US_ASCII))
                .put((byte) 1)
                .put((byte) 0)
                .putShort((short) length)
                .put(padded.getBytes(StandardCharsets.US_ASCII))
                .array();
    }
}
