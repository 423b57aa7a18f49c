package org.mobilenet4j.weights;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mobilenet4j.io.InvalidInputException;

/**
 * Whatever the bytes: a state dict or an {@link InvalidInputException} of one line, nothing else, in bounded memory.
 *
 * <p>In every build each target runs over the fixtures. A search for more takes three minutes a target, one target at a
 * time; what it finds it writes to {@code WeightsFuzzTestInputs} among the test resources, which every build runs over too:
 *
 * <pre>{@code
 * JAZZER_FUZZ=1 mvn -pl core test -Djazzer.hooks=true -Dtest=WeightsFuzzTest#pickle
 * }</pre>
 */
class WeightsFuzzTest {
    private static final String FILE = "fuzzed";

    /** What a run may allocate: some for its buffers and messages, and some for each byte it was given. */
    private static final long MOST_BYTES = 1 << 20;

    private static final long MOST_BYTES_PER_BYTE = 1 << 10;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @TempDir
    private static Path folder;

    @MethodSource("safetensorsFiles")
    @FuzzTest(maxDuration = "3m")
    void safetensors(byte[] bytes) throws IOException {
        check(bytes, () -> Safetensors.read(FILE, MemorySegment.ofArray(bytes)));
    }

    @MethodSource("legacyFiles")
    @FuzzTest(maxDuration = "3m")
    void legacyCheckpoint(byte[] bytes) throws IOException {
        check(
                bytes,
                () -> LegacyCheckpoint.table(FILE, MemorySegment.ofArray(bytes)).read(TensorSelection.ALL));
    }

    /** The pickle alone, in a checkpoint whose storages all have 64 bytes. */
    @MethodSource("pickles")
    @FuzzTest(maxDuration = "3m")
    void pickle(byte[] bytes) throws IOException {
        MemorySegment stored = MemorySegment.ofArray(new byte[64]);
        check(bytes, () -> {
            PickleValue saved = new PickleMachine(new ByteCursor(FILE, MemorySegment.ofArray(bytes))).run();
            return CheckpointTree.of(FILE, saved, bytes.length, storage -> stored)
                    .read(TensorSelection.ALL);
        });
    }

    /** A file of any kind on the disk, an archive most of the time. */
    @MethodSource("allFiles")
    @FuzzTest(maxDuration = "3m")
    void file(byte[] bytes) throws IOException {
        Path file = folder.resolve(FILE);
        Files.write(file, bytes);
        check(bytes, () -> WeightsFile.read(file));
    }

    @FunctionalInterface
    private interface Reading {
        StateDict read() throws IOException;
    }

    private static void check(byte[] bytes, Reading reading) throws IOException {
        long most = MOST_BYTES + MOST_BYTES_PER_BYTE * bytes.length;
        // A first run may load classes, which Jazzer rewrites at a cost of hundreds of megabytes: only a second counts.
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
            String message = String.valueOf(e.getMessage());
            if (!message.matches(".*" + FILE + "(!'[^']*')?: .*")
                    || message.lines().count() != 1) {
                throw new AssertionError("not one line that names the file: " + message, e);
            }
        }
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }

    static Stream<byte[]> safetensorsFiles() throws IOException {
        return fixtures(file -> file.endsWith(".safetensors"));
    }

    /** Cut at fifty places, and two hundred times with a byte changed, as Jazzer does only when it searches. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "as_trainers.pth",
                "as_trainers_legacy.pth",
                "as_trainers_scripted.pt",
                "as_trainers.pt2",
                "as_trainers_compressed.npz",
                "as_trainers_numpy.pkl",
                "as_trainers_numpy_protocol5.pth",
                "packed.zip",
                "packed.pth.gz"
            })
    void damagedFile(String name) throws IOException {
        byte[] whole = Fixtures.bytes(name);
        for (int cut = 0; cut < 50; cut++) {
            file(Arrays.copyOf(whole, whole.length * cut / 50));
        }
        Random random = new Random(7);
        for (int change = 0; change < 200; change++) {
            byte[] changed = whole.clone();
            changed[random.nextInt(whole.length)] = (byte) random.nextInt(256);
            file(changed);
        }
    }

    static Stream<byte[]> legacyFiles() throws IOException {
        return fixtures(file -> file.contains("_legacy"));
    }

    static Stream<byte[]> allFiles() throws IOException {
        return fixtures(file -> !file.endsWith(".py"));
    }

    static Stream<byte[]> pickles() throws IOException {
        Path folder = Fixtures.path("views.pth").getParent();
        try (Stream<Path> files = Files.list(folder)) {
            return files
                    .filter(Files::isRegularFile)
                    .filter(file -> WeightsFormat.of(MemorySegment.ofArray(bytes(file))) == WeightsFormat.ZIP)
                    .sorted()
                    .map(WeightsFuzzTest::pickleOf)
                    .filter(pickle -> pickle.length > 0)
                    .toList()
                    .stream();
        }
    }

    private static Stream<byte[]> fixtures(Predicate<String> chosen) throws IOException {
        Path folder = Fixtures.path("views.pth").getParent();
        try (Stream<Path> files = Files.list(folder)) {
            List<byte[]> contents = files.filter(Files::isRegularFile)
                    .filter(file -> chosen.test(file.toString()))
                    .sorted()
                    .map(WeightsFuzzTest::bytes)
                    .toList();
            return contents.stream();
        }
    }

    private static byte[] pickleOf(Path file) {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                if (entry.getName().endsWith("/data.pkl")) {
                    return zip.getInputStream(entry).readAllBytes();
                }
            }
            return new byte[0]; // arrays of NumPy, an exported program, a packed file
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
