package org.mobilenet4j.cli.report;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
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

    private final OutputStream out;

    private EventFile(OutputStream out) {
        this.out = out;
    }

    /** The content of a message, field by field. */
    @FunctionalInterface
    private interface Fields {
        void writeTo(CodedOutputStream out) throws IOException;
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
        file.event(event -> event.writeString(FILE_VERSION, VERSION));
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
        byte[] start = message(session -> session.writeEnum(1, 1));
        event(event -> {
            event.writeInt64(STEP, step);
            event.writeByteArray(SESSION_LOG, start);
        });
    }

    /**
     * A point of each curve.
     *
     * @param values by the curves' names; {@code group/curve} puts a curve into a group
     */
    public void scalars(long step, Map<String, Double> values) throws IOException {
        byte[] summary = message(points -> {
            for (Map.Entry<String, Double> point : values.entrySet()) {
                points.writeByteArray(1, message(value -> {
                    value.writeString(1, point.getKey());
                    value.writeFloat(2, point.getValue().floatValue());
                }));
            }
        });
        event(event -> {
            event.writeInt64(STEP, step);
            event.writeByteArray(SUMMARY, summary);
        });
    }

    private void event(Fields fields) throws IOException {
        out.write(record(message(event -> {
            event.writeDouble(WALL_TIME, System.currentTimeMillis() * 1e-3);
            fields.writeTo(event);
        })));
    }

    private static byte[] message(Fields fields) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        fields.writeTo(out);
        out.flush();
        return bytes.toByteArray();
    }

    /** Length, its checksum, the content, its checksum; little-endian. */
    private static byte[] record(byte[] content) {
        byte[] length = ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(content.length)
                .array();
        return ByteBuffer.allocate(Long.BYTES + 2 * Integer.BYTES + content.length)
                .order(ByteOrder.LITTLE_ENDIAN)
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
