package org.mobilenet4j.formats;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.MethodSource;
import org.mobilenet4j.Models;
import org.mobilenet4j.io.InvalidInputException;

/**
 * Whatever the bytes: a model or an {@link InvalidInputException} of one line, in bounded memory. In every build each target
 * runs over the tiny files; a search for more takes three minutes a target:
 *
 * <pre>{@code
 * JAZZER_FUZZ=1 mvn -pl formats -am test -Djazzer.hooks=true -Dtest=FormatsFuzzTest#hdf5
 * }</pre>
 */
class FormatsFuzzTest {
    private static final long MOST_BYTES = 1 << 30;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @TempDir
    private static Path folder;

    @MethodSource("hdf5Files")
    @FuzzTest(maxDuration = "3m")
    void hdf5(byte[] bytes) throws IOException {
        check("fuzzed.h5", bytes);
    }

    @MethodSource("liteFiles")
    @FuzzTest(maxDuration = "3m")
    void tensorFlowLite(byte[] bytes) throws IOException {
        check("fuzzed.tflite", bytes);
    }

    @MethodSource("onnxFiles")
    @FuzzTest(maxDuration = "3m")
    void onnx(byte[] bytes) throws IOException {
        check("fuzzed.onnx", bytes);
    }

    static Stream<byte[]> hdf5Files() {
        return Stream.of("nested.h5", "keras_model.h5", "swish.h5").map(TinyFiles::read);
    }

    static Stream<byte[]> liteFiles() {
        return Stream.of("nested.tflite", "nested_f16.tflite", "swish.tflite").map(TinyFiles::read);
    }

    static Stream<byte[]> onnxFiles() {
        return Stream.of("torch.onnx").map(TinyFiles::read);
    }

    private static void check(String name, byte[] bytes) throws IOException {
        Path file = Files.write(folder.resolve(name), bytes);
        long before = THREADS.getCurrentThreadAllocatedBytes();
        try {
            Models.open(file);
        } catch (InvalidInputException refused) {
            assertThat(String.valueOf(refused.getMessage()).lines()).hasSize(1);
        }
        assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isLessThan(MOST_BYTES);
    }
}
