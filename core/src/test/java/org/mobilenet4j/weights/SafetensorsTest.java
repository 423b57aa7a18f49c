package org.mobilenet4j.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.tensor.Shape;
import org.mobilenet4j.tensor.Tensor;

class SafetensorsTest {
    @TempDir
    private Path folder;

    @Test
    void readsEveryElementTypeAsPythonConvertsIt() throws IOException {
        Fixtures.assertEqualTensors(
                Safetensors.read(Fixtures.path("every_type_native.safetensors")),
                Safetensors.read(Fixtures.path("every_type_with_unsigned.safetensors")));
    }

    @Test
    void readsTheMetadata() throws IOException {
        assertThat(Safetensors.readMetadata(Fixtures.path("every_type_native.safetensors")))
                .containsOnly(Map.entry("format", "pt"), Map.entry("note", "caf\u00e9"));
        assertThat(Safetensors.readMetadata(Fixtures.path("every_type.safetensors")))
                .isEmpty();
    }

    @Test
    void writesTheBytesThatPythonWrites() throws IOException {
        Path golden = Fixtures.path("network_native.safetensors");
        Path written = folder.resolve("x.safetensors");
        Safetensors.write(written, Safetensors.read(golden), Map.of("format", "pt"));
        assertThat(written).hasSameBinaryContentAs(golden);
    }

    @Test
    void bringsBackWhatItWroteInTheSameOrder() throws IOException {
        StateDict dict = StateDict.builder()
                .put("z \"quoted\" \u00e9\u4e2d\n", Tensor.of(Shape.of(1, 3), new float[] {1, Float.NaN, -0f}))
                .put("a.num_batches_tracked", Tensor.of(Shape.of(), new float[] {12345}))
                .put("scalar", Tensor.of(Shape.of(), new float[] {0.1f}))
                .put("empty", Tensor.zeros(Shape.of(0, 5)))
                .put("long", Tensor.zeros(Shape.of(100, 1001)))
                .build();
        Path file = folder.resolve("x.safetensors");
        Safetensors.write(file, dict, Map.of());
        Fixtures.assertEqual(Safetensors.read(file), dict);
        assertThat(Safetensors.readMetadata(file)).isEmpty();
    }

    @Test
    void roundsMatricesToHalvesAndKeepsVectors() throws IOException {
        StateDict dict = StateDict.builder()
                .put("matrix", Tensor.of(Shape.of(1, 3), new float[] {0.1f, 65_504, -2e-8f}))
                .put("vector", Tensor.of(Shape.of(2), new float[] {0.1f, 1e6f}))
                .put("a.num_batches_tracked", Tensor.of(Shape.of(), new float[] {123}))
                .build();
        Path file = folder.resolve("x.safetensors");
        Safetensors.write(file, dict, Map.of(), StoredPrecision.FLOAT16);

        StateDict read = Safetensors.read(file);
        // The multiples of 2^-14 nearest to 0.1 and of 2^-24, the least half, to -2e-8: IEEE 754.
        assertThat(Objects.requireNonNull(read.get("matrix")).data()).containsExactly(1638 * 0x1p-14f, 65_504, -0f);
        assertThat(Objects.requireNonNull(read.get("vector")).data()).containsExactly(0.1f, 1e6f);
        assertThat(Objects.requireNonNull(read.get("a.num_batches_tracked")).data())
                .containsExactly(123);
    }

    @Test
    void refusesAWeightBeyondTheLargestHalf() {
        StateDict dict = StateDict.builder()
                .put("w", Tensor.of(Shape.of(1, 1), new float[] {65_520}))
                .build();
        Path file = folder.resolve("x.safetensors");

        assertThatExceptionOfType(InvalidInputException.class)
                .isThrownBy(() -> Safetensors.write(file, dict, Map.of(), StoredPrecision.FLOAT16))
                .withMessage("w: has 65520.0, beyond the largest half, 65504; store the weights as float32");
        assertThat(file).doesNotExist();
    }

    @Test
    void writesAStateDictWithoutTensors() throws IOException {
        Path file = folder.resolve("x.safetensors");
        Safetensors.write(file, StateDict.builder().build(), Map.of("a", "b"));
        assertThat(Safetensors.read(file).size()).isZero();
    }

    @Test
    void refusesToWriteATensorNamedAsTheMetadata() {
        StateDict dict = StateDict.builder()
                .put("__metadata__", Tensor.zeros(Shape.of()))
                .build();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Safetensors.write(folder.resolve("x"), dict, Map.of()))
                .withMessageContaining("__metadata__");
    }

    @Test
    void saysInOneLineThatTheFolderIsAbsent() {
        Path file = folder.resolve("absent/x.safetensors");
        assertUnwritable(file, "its folder does not exist");
    }

    @Test
    void saysInOneLineThatTheFolderIsAFile() throws IOException {
        Path file = Files.createFile(folder.resolve("file")).resolve("x.safetensors");
        assertUnwritable(file, "Not a directory");
    }

    @Test
    void saysInOneLineThatTheFolderIsReadOnly() throws IOException {
        Path readOnly = Files.createDirectory(
                folder.resolve("r"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("r-xr-xr-x")));
        assumeFalse(Files.isWritable(readOnly), "this user may write anywhere");
        assertUnwritable(readOnly.resolve("x.safetensors"), "its folder is read-only");
    }

    private static void assertUnwritable(Path file, String reason) {
        assertThatIOException()
                .isThrownBy(() -> Safetensors.write(file, StateDict.builder().build(), Map.of()))
                .withMessageStartingWith(file + ": cannot be written: " + reason)
                .withMessageMatching("[^\n]*");
    }
}
