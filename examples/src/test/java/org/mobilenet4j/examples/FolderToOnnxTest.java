package org.mobilenet4j.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderToOnnxTest {
    @TempDir
    Path folder;

    @Test
    void trainsEvaluatesComparesExportsAndEmbeds() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        FolderToOnnx.run(folder, new PrintStream(out, true, StandardCharsets.UTF_8));

        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("reading 120 images", "epoch 4: validation top-1 ", "evaluating 30 images", "both agree on ")
                .contains("verifying 30 images", "embedding 30 images", "most like " + folder.resolve("others"));
        assertThat(folder.resolve("model"))
                .isDirectoryContaining("glob:**/model.safetensors")
                .isDirectoryContaining("glob:**/run.json")
                .isDirectoryContaining("glob:**/metrics.jsonl")
                .isDirectoryNotContaining("glob:**/checkpoint.safetensors");
        assertThat(folder.resolve("training.html")).content().contains("How it learned");
        assertThat(folder.resolve("evaluation.html")).content().contains("tested on 30 images");
        assertThat(folder.resolve("model.onnx")).isNotEmptyFile();
        assertThat(folder.resolve("vectors.npy")).isNotEmptyFile();
    }

    @Test
    void needsNothingOfTheProgram() {
        assertThatThrownBy(() -> Class.forName("org.mobilenet4j.cli.Main")).isInstanceOf(ClassNotFoundException.class);
    }
}
