package org.mobilenet4j.report;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * A file of curves for TensorBoard: TensorFlow's {@code Event} messages ({@code event.proto}, {@code summary.proto}) as
 * records of a {@code TFRecord} file. Each is written as it comes, so that what is there can be watched; a process that
 * is killed leaves one record cut short at the most, which readers pass over. Not thread-safe.
 */
public final class EventFile implements AutoCloseable {
    private static final String NAME = "events.out.tfevents.";
    private static final String VERSION = "brain.Event:2";

    private static final int WALL_TIME = 1;
    private static final int STEP = 2;
    private static final int FILE_VERSION = 3;
    private static final int SUMMARY = 5;
    private static final int SESSION_LOG = 7;

    private static final int EIGHT_BYTES = 1;
    private static final int LENGTH_FIRST = 2;
    private static final int FOUR_BYTES = 5;

    private final OutputStream out;

    private EventFile(OutputStream out) {
        this.out = out;
    }

    /**
     * Begins a file in a folder, which is made where there is none.
     *
     * @throws IOException if it cannot be written
     */
    public static EventFile create(Path folder) throws IOException {
        Files.createDirectories(folder);
        Instant now = Instant.now();
        // Readers go through a folder's files in the order of their names.
        String name = String.format(Locale.ROOT, "%s%d.%09d.mobilenet4j", NAME, now.getEpochSecond(), now.getNano());
        EventFile file = new EventFile(Files.newOutputStream(folder.resolve(name), StandardOpenOption.CREATE_NEW));
        file.event(bytes(FILE_VERSION, VERSION.getBytes(StandardCharsets.UTF_8)));
        return file;
    }

    /** Removes the files of an earlier run, whose curves would be mixed with the next one's. */
    public static void removeAll(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, NAME + "*")) {
                for (Path file : files) {
                    Files.delete(file);
                }
            }
        }
    }

    /** What the folder's earlier files have of this step and later ones does not count any more. */
    public void restart(long step) throws IOException {
        event(number(STEP, step), bytes(SESSION_LOG, number(1, 1)));
    }

    /**
     * A point of each curve.
     *
     * @param values by the curves' names; {@code group/curve} puts a curve into a group
     */
    public void scalars(long step, Map<String, Double> values) throws IOException {
        byte[][] points = values.entrySet().stream()
                .map(point -> bytes(
                        1,
                        joined(
                                bytes(1, point.getKey().getBytes(StandardCharsets.UTF_8)),
                                littleEndian(1 + Float.BYTES)
                                        .put((byte) (2 << 3 | FOUR_BYTES))
                                        .putFloat(point.getValue().floatValue())
                                        .array())))
                .toArray(byte[][]::new);
        event(number(STEP, step), bytes(SUMMARY, joined(points)));
    }

    private void event(byte[]... fields) throws IOException {
        byte[] time = littleEndian(1 + Double.BYTES)
                .put((byte) (WALL_TIME << 3 | EIGHT_BYTES))
                .putDouble(System.currentTimeMillis() * 1e-3)
                .array();
        out.write(record(joined(time, joined(fields))));
    }

    /** A field of Protocol Buffers that holds bytes, a text or a message. */
    private static byte[] bytes(int field, byte[] content) {
        return joined(new byte[] {(byte) (field << 3 | LENGTH_FIRST)}, varint(content.length), content);
    }

    /** A field that holds a whole number. */
    private static byte[] number(int field, long value) {
        return joined(new byte[] {(byte) (field << 3)}, varint(value));
    }

    /** Seven bits a byte, the lowest first; the eighth says that more follow. */
    private static byte[] varint(long value) {
        ByteBuffer bytes = ByteBuffer.allocate(10);
        long rest = value;
        for (; (rest & ~0x7F) != 0; rest >>>= 7) {
            bytes.put((byte) (rest | 0x80));
        }
        bytes.put((byte) rest);
        return Arrays.copyOf(bytes.array(), bytes.position());
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            bytes.writeBytes(part);
        }
        return bytes.toByteArray();
    }

    private static ByteBuffer littleEndian(int length) {
        return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Length, its checksum, the content, its checksum; little-endian. */
    private static byte[] record(byte[] content) {
        byte[] length = littleEndian(Long.BYTES).putLong(content.length).array();
        return littleEndian(Long.BYTES + 2 * Integer.BYTES + content.length)
                .put(length)
                .putInt(checksum(length))
                .put(content)
                .putInt(checksum(content))
                .array();
    }

    /** CRC-32C, masked as {@code tensorflow/core/lib/hash/crc32c.h} does: a checksum of checksums would be weak. */
    static int checksum(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return Integer.rotateRight((int) crc.getValue(), 15) + 0xa282ead8;
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
