package org.mobilenet4j.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Reads event files as TensorBoard does: checks every checksum, bit by bit, and lets restarts take points back. */
public final class EventFileReader {
    /** One value of a curve. */
    public record Point(long step, String curve, double value) {}

    private final List<Point> points = new ArrayList<>();

    private EventFileReader() {}

    /** The points of a folder's files, one file after the other. */
    public static List<Point> read(Path folder) throws IOException {
        EventFileReader reader = new EventFileReader();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                assertThat(file.getFileName().toString()).contains("tfevents");
                reader.readFile(Files.readAllBytes(file));
            }
        }
        return reader.points;
    }

    private void readFile(byte[] bytes) throws IOException {
        ByteBuffer records = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        for (int number = 0; records.hasRemaining(); number++) {
            byte[] length = new byte[8];
            records.get(length);
            assertThat(records.getInt()).as("checksum of the length").isEqualTo(masked(length));
            byte[] content = new byte
                    [Math.toIntExact(ByteBuffer.wrap(length)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .getLong())];
            records.get(content);
            assertThat(records.getInt()).as("checksum of the content").isEqualTo(masked(content));
            event(CodedInputStream.newInstance(content), number == 0);
        }
    }

    private void event(CodedInputStream event, boolean isFirst) throws IOException {
        long step = 0;
        boolean isVersion = false;
        for (int tag = event.readTag(); tag != 0; tag = event.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case 1 -> assertThat(event.readDouble()).isGreaterThan(1.7e9);
                case 2 -> step = event.readInt64();
                case 3 -> {
                    assertThat(event.readString()).isEqualTo("brain.Event:2");
                    isVersion = true;
                }
                case 5 -> summary(event.readBytes().newCodedInput(), step);
                case 7 -> {
                    long from = step;
                    assertThat(event.readByteArray()).containsExactly(8, 1); // status: START
                    points.removeIf(point -> point.step() >= from);
                }
                default -> throw new AssertionError("field " + WireFormat.getTagFieldNumber(tag));
            }
        }
        assertThat(isVersion).isEqualTo(isFirst);
    }

    private void summary(CodedInputStream summary, long step) throws IOException {
        for (int tag = summary.readTag(); tag != 0; tag = summary.readTag()) {
            assertThat(WireFormat.getTagFieldNumber(tag)).isEqualTo(1);
            CodedInputStream value = summary.readBytes().newCodedInput();
            assertThat(value.readTag()).isEqualTo(10);
            String curve = value.readString();
            assertThat(value.readTag()).isEqualTo(21);
            points.add(new Point(step, curve, value.readFloat()));
            assertThat(value.isAtEnd()).isTrue();
        }
    }

    /** Castagnoli's polynomial, reflected, a bit at a time; then TensorFlow's mask. */
    static int masked(byte[] bytes) {
        int crc = -1;
        for (byte b : bytes) {
            crc ^= b & 0xff;
            for (int bit = 0; bit < 8; bit++) {
                crc = crc >>> 1 ^ ((crc & 1) == 0 ? 0 : 0x82f63b78);
            }
        }
        crc = ~crc;
        return (crc >>> 15 | crc << 17) + 0xa282ead8;
    }
}
