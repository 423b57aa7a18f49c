package org.mobilenet4j.data;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.MethodSource;
import org.mobilenet4j.image.ImageEncoder;
import org.mobilenet4j.image.RgbImage;
import org.mobilenet4j.image.RunLengthMask;
import org.mobilenet4j.io.InvalidInputException;

/**
 * Whatever the bytes: annotations, or an {@link InvalidInputException} of one line, nothing else, in bounded memory.
 *
 * <p>In every build each target runs over its examples and damaged ones. A search for more, one target at a time:
 *
 * <pre>{@code
 * JAZZER_FUZZ=1 mvn -pl core test -Djazzer.hooks=true -Dtest=AnnotationsFuzzTest#coco
 * }</pre>
 */
class AnnotationsFuzzTest {
    private static final int SIDE = 12;

    /** What a run may allocate: buffers of readers and the masks of a few hundred objects, and some for each byte. */
    private static final long MOST_BYTES = 4 << 20;

    private static final long MOST_BYTES_PER_BYTE = 1 << 12;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @TempDir
    Path folder;

    @BeforeEach
    void drawImage() throws IOException {
        Files.write(folder.resolve("a.png"), ImageEncoder.png(RgbImage.of(SIDE, SIDE, new byte[3 * SIDE * SIDE])));
    }

    private interface Reading {
        void read() throws IOException;
    }

    private static void check(byte[] bytes, Reading reading) throws IOException {
        long most = MOST_BYTES + MOST_BYTES_PER_BYTE * bytes.length;
        // A first run may load classes: only a second counts.
        boolean isTooMuch = allocated(reading) > most;
        if (isTooMuch && allocated(reading) > most) {
            throw new AssertionError("more than " + most + " bytes allocated for a file of " + bytes.length);
        }
    }

    private static long allocated(Reading reading) throws IOException {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        try {
            reading.read();
        } catch (InvalidInputException e) {
            requireOneLine(String.valueOf(e.getMessage()));
        }
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }

    private static void requireOneLine(String message) {
        if (message.isBlank() || message.lines().count() != 1) {
            throw new AssertionError("not one line: " + message);
        }
    }

    private void open(AnnotationTask task) throws IOException {
        try (AnnotatedDataset data = AnnotatedDataset.open(folder, task, false)) {
            data.problems().forEach(problem -> requireOneLine(problem.toString()));
            for (DatasetPart part : data.parts()) {
                AnnotatedImages images = data.part(part);
                for (int i = 0; i < images.size(); i++) {
                    images.objects(i).forEach(object -> requireInside(object));
                    if (task == AnnotationTask.SEGMENTATION) {
                        images.mask(i);
                    }
                }
            }
        }
    }

    private static void requireInside(AnnotatedObject object) {
        if (!(object.box().area() > 0
                && object.box().left() >= 0
                && object.box().top() >= 0)) {
            throw new AssertionError("a box of no area or outside: " + object);
        }
    }

    @MethodSource("cocoFiles")
    @FuzzTest(maxDuration = "3m")
    void coco(byte[] bytes) throws IOException {
        Files.write(folder.resolve("a.json"), bytes);
        for (AnnotationTask task : AnnotationTask.values()) {
            check(bytes, () -> open(task));
        }
    }

    @MethodSource("vocFiles")
    @FuzzTest(maxDuration = "3m")
    void voc(byte[] bytes) throws IOException {
        Files.write(folder.resolve("a.xml"), bytes);
        check(bytes, () -> open(AnnotationTask.DETECTION));
    }

    @MethodSource("yoloFiles")
    @FuzzTest(maxDuration = "3m")
    void yolo(byte[] bytes) throws IOException {
        Files.write(folder.resolve("a.txt"), bytes);
        for (AnnotationTask task : AnnotationTask.values()) {
            check(bytes, () -> open(task));
        }
    }

    @MethodSource("compressedRuns")
    @FuzzTest(maxDuration = "3m")
    void runs(byte[] bytes) throws IOException {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        check(bytes, () -> {
            RunLengthMask mask = RunLengthMask.ofCompressed(SIDE, SIDE, text);
            if (!RunLengthMask.ofCompressed(SIDE, SIDE, mask.compressed()).equals(mask)) {
                throw new AssertionError("another mask once it is written");
            }
        });
    }

    /** Doubles, of whatever bits. */
    @MethodSource("polygons")
    @FuzzTest(maxDuration = "3m")
    void polygon(byte[] bytes) throws IOException {
        double[] corners = new double[bytes.length / Double.BYTES];
        ByteBuffer.wrap(bytes).asDoubleBuffer().get(corners);
        check(
                bytes,
                () -> RunLengthMask.ofPolygons(SIDE, SIDE, List.of(corners)).box());
    }

    /** Cut at many places, and with bytes changed, as Jazzer does only when it searches. */
    @Test
    void damagedFiles() throws IOException {
        Random random = new Random(7);
        for (byte[] whole : cocoFiles().toList()) {
            for (byte[] damaged : damaged(whole, random)) {
                coco(damaged);
            }
        }
        Files.delete(folder.resolve("a.json"));
        for (byte[] whole : vocFiles().toList()) {
            for (byte[] damaged : damaged(whole, random)) {
                voc(damaged);
            }
        }
        Files.delete(folder.resolve("a.xml"));
        for (byte[] whole : yoloFiles().toList()) {
            for (byte[] damaged : damaged(whole, random)) {
                yolo(damaged);
            }
        }
        for (byte[] whole : compressedRuns().toList()) {
            for (byte[] damaged : damaged(whole, random)) {
                runs(damaged);
            }
        }
        for (byte[] whole : polygons().toList()) {
            for (byte[] damaged : damaged(whole, random)) {
                polygon(damaged);
            }
        }
    }

    private static List<byte[]> damaged(byte[] whole, Random random) {
        return Stream.concat(
                        Stream.iterate(0, cut -> cut < 40, cut -> cut + 1)
                                .map(cut -> Arrays.copyOf(whole, whole.length * cut / 40)),
                        Stream.generate(() -> {
                                    byte[] changed = whole.clone();
                                    changed[random.nextInt(whole.length)] = (byte) random.nextInt(256);
                                    return changed;
                                })
                                .limit(150))
                .toList();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static Stream<byte[]> cocoFiles() {
        return Stream.of("""
                        {"images": [{"id": 1, "file_name": "a.png", "width": 12, "height": 12}],
                         "categories": [{"id": 1, "name": "cat"}], "annotations": [
                         {"id": 1, "image_id": 1, "category_id": 1, "bbox": [1, 2, 3, 4], "area": 12, "iscrowd": 0,
                          "segmentation": [[1, 1, 9.5, 1, 9, 7, 1, 3]]},
                         {"id": 2, "image_id": 1, "category_id": 1, "bbox": [0, 0, 12, 12], "iscrowd": 1,
                          "segmentation": {"size": [12, 12], "counts": [4, 100, 40]}},
                         {"id": 3, "image_id": 1, "category_id": 1, "bbox": [2, 2, 2, 2],
                          "segmentation": {"counts": "0PS1", "size": [12, 12]}}]}
                        """, "{\"annotations\": [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[")
                .map(AnnotationsFuzzTest::bytes);
    }

    static Stream<byte[]> vocFiles() {
        return Stream.of(
                        "<annotation><filename>a.png</filename><size><width>12</width><height>12</height></size><object>"
                                + "<name>cat</name><bndbox><xmin>1</xmin><ymin>2</ymin><xmax>5</xmax><ymax>6</ymax></bndbox>"
                                + "</object></annotation>",
                        "<!DOCTYPE a [<!ENTITY b \"cc\"><!ENTITY c \"&b;&b;&b;\">]><annotation>&c;</annotation>",
                        "<!DOCTYPE a SYSTEM \"file:///etc/hostname\"><annotation></annotation>")
                .map(AnnotationsFuzzTest::bytes);
    }

    static Stream<byte[]> yoloFiles() {
        return Stream.of("0 0.5 0.5 0.25 0.5\n3 0.1 0.1 0.9 0.1 0.5 0.9\n").map(AnnotationsFuzzTest::bytes);
    }

    static Stream<byte[]> compressedRuns() {
        return Stream.of(
                        "0T4",
                        "`13",
                        RunLengthMask.of(SIDE, SIDE, new int[] {3, 20, 40, 50, 31})
                                .compressed())
                .map(AnnotationsFuzzTest::bytes);
    }

    static Stream<byte[]> polygons() {
        ByteBuffer corners = ByteBuffer.allocate(6 * Double.BYTES);
        for (double corner : new double[] {1, 1, 9.5, 2, 4, 11}) {
            corners.putDouble(corner);
        }
        return Stream.of(corners.array());
    }
}
