package org.mobilenet4j.weights;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WeightsFileTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"network.pth", "network_legacy.pth", "network_native.safetensors"})
    void tellsTheFormatByTheContentWhateverTheName(String name) throws IOException {
        Path file = Files.copy(Fixtures.path(name), folder.resolve("weights.txt"));
        Fixtures.assertEqualTensors(WeightsFile.read(file), Safetensors.read(Fixtures.path("network.safetensors")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'\n <!DOCTYPE html><html>'                  | is a web page",
                "'<html><head>'                              | is a web page",
                "'version https://git-lfs.github.com/spec/v1' | is a Git LFS pointer",
                "'\u0089HDF\r\n\u001a\n'                     | is an HDF5 file",
                "'xxxxTFL3'                                  | is a TensorFlow Lite model",
                "'hello, world'                              | is of an unknown kind (it begins with 68 65 6c 6c 6f",
                "x                                           | is of an unknown kind (it begins with 78)",
                "''                                          | is empty"
            })
    void saysWhatAForeignFileIs(String content, String finding) throws IOException {
        Path file = Files.write(folder.resolve("weights.pth"), content.getBytes(StandardCharsets.ISO_8859_1));
        Fixtures.assertRefused(file.toString(), () -> WeightsFile.read(file)).hasMessageContaining(finding);
    }

    @Test
    void saysThatAFileIsAbsent() {
        Path file = folder.resolve("absent.pth");
        Fixtures.assertRefused(file.toString(), () -> WeightsFile.read(file)).hasMessageContaining("no such file");
    }

    @Test
    void saysThatAFolderIsNoFile() {
        Fixtures.assertRefused(folder.toString(), () -> WeightsFile.read(folder))
                .hasMessageContaining("is a folder");
    }
}
