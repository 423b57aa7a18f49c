package org.mobilenet4j.formats;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mobilenet4j.Models;
import org.mobilenet4j.io.InvalidInputException;

/**
 * A file that is cut, or has bytes changed, is read or refused in one line that names it: no other exception, no end of
 * memory, no hang.
 */
class DamagedFilesTest {
    private static final List<String> FILES = List.of(
            "v1_025.h5",
            "v3smallmin_010.weights.h5",
            "v2_010.keras",
            "keras2_v3small_010_notop_weights.h5",
            "keras2_v1_025_gzip.h5",
            "keras2_v1_025_latest.h5",
            "v2_010.int8.tflite",
            "v1_025.f16.tflite",
            "mobilenet_v2_010.qdq.onnx",
            "mobilenet_v3_small_010.old_batchnorm.onnx");

    private static final long MOST_BYTES = 2L << 30;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static final int CUTS = 50;
    private static final int CHANGES = 200;

    @TempDir
    Path folder;

    static Stream<String> files() {
        return FILES.stream();
    }

    @ParameterizedTest
    @MethodSource("files")
    @Timeout(600)
    void isRefusedInOneLine(String name) throws IOException {
        ForeignGoldens goldens = ForeignGoldens.find().orElse(null);
        Assumptions.assumeTrue(
                goldens != null && Files.exists(goldens.folder().resolve(name)),
                "skipped: there is no shared/goldens/foreign/" + name + " beside the project");
        byte[] whole =
                Files.readAllBytes(Objects.requireNonNull(goldens).folder().resolve(name));
        SplittableRandom random = new SplittableRandom(name.hashCode());
        for (int i = 0; i < CUTS; i++) {
            read(name, Arrays.copyOf(whole, (int) ((long) whole.length * i / CUTS)));
        }
        for (int round = 0; round < 20; round++) {
            byte[] damaged = whole.clone();
            for (int i = 0; i < CHANGES / 20; i++) {
                // Where the structure is, which is most often at one of the ends.
                int within = switch (round % 4) {
                    case 0 -> random.nextInt(Math.min(damaged.length, 2000));
                    case 1 -> damaged.length - 1 - random.nextInt(Math.min(damaged.length, 20_000));
                    case 2 -> random.nextInt(Math.min(damaged.length, 60_000));
                    default -> random.nextInt(damaged.length);
                };
                damaged[within] = (byte) random.nextInt();
            }
            read(name, damaged);
        }
        for (int i = 0; i < CHANGES; i++) {
            byte[] damaged = whole.clone();
            damaged[random.nextInt(Math.min(damaged.length, 1 << (4 + i % 17)))] = (byte) random.nextInt();
            read(name, damaged);
        }
    }

    private void read(String name, byte[] content) throws IOException {
        Path file = folder.resolve(name);
        Files.write(file, content);
        long begin = System.nanoTime();
        long allocated = THREADS.getCurrentThreadAllocatedBytes();
        try {
            Models.open(file); // changes to weights are harmless
        } catch (InvalidInputException refused) {
            assertThat(refused.getMessage()).contains(file.toString());
            assertThat(String.valueOf(refused.getMessage()).lines()).hasSize(1);
        }
        assertThat((System.nanoTime() - begin) * 1e-9).as("seconds").isLessThan(10);
        assertThat(THREADS.getCurrentThreadAllocatedBytes() - allocated)
                .as("bytes in all, freed ones too")
                .isLessThan(MOST_BYTES);
    }
}
