package org.mobilenet4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mobilenet4j.MobileNet;
import tools.jackson.databind.JsonNode;

class ExportVerbTest {
    @TempDir
    Path folder;

    private Path model;
    private Path out;

    @BeforeEach
    void makeModel() throws IOException {
        model = TinyModel.save(folder.resolve("model"), MobileNet.MOBILENET_V2, "red", "green", "blue");
        out = folder.resolve("model.onnx");
    }

    @Test
    void comparesWhatItWroteWithTheEngine() {
        JsonNode exported = Run.of("export", "--json", "--quiet", "--model", model, "--out", out)
                .succeeded()
                .json()
                .getFirst();

        assertThat(exported.get("images").asInt()).isEqualTo(40);
        assertThat(exported.get("same_top1").asInt()).isEqualTo(40);
        assertThat(exported.get("largest_difference").asDouble()).isBetween(0.0, 1e-3);
        assertThat(out).hasSize(exported.get("bytes").asLong());
    }

    @Test
    void comparesNothingWhereItIsNotAsked() {
        Run run =
                Run.of("export", "--no-verify", "--model", model, "--out", out).succeeded();

        assertThat(run.out()).startsWith(out + ": float32, ").hasLineCount(1);
        assertThat(run.err()).isEmpty();
    }

    @Test
    void reportsWhatEightBitsCostAndGain() throws IOException {
        Path images = TinyModel.drawImages(folder.resolve("images"), 4, "red", "green", "blue");

        JsonNode exported = Run.of(
                        "export",
                        "--json",
                        "--quiet",
                        "--precision",
                        "int8",
                        "--equalize",
                        "--ranges",
                        "min-max",
                        "--calibration-data",
                        images,
                        "--data",
                        images,
                        "--verify-data",
                        images,
                        "--model",
                        model,
                        "--out",
                        out)
                .succeeded()
                .json()
                .getFirst();

        JsonNode int8 = exported.get("int8");
        assertThat(exported.get("images").asInt()).isEqualTo(12);
        assertThat(int8.get("accuracy").get("images").asInt()).isEqualTo(12);
        assertThat(int8.get("accuracy").get("before").asDouble()).isBetween(0.0, 1.0);
        assertThat(int8.get("accuracy").get("after").asDouble()).isBetween(0.0, 1.0);
        assertThat(int8.get("int8_millis").asDouble()).isPositive();
        assertThat(exported.get("bytes").asLong())
                .isLessThan(int8.get("float32_bytes").asLong());
    }

    @Test
    void aModelThatLearnedInEightBitsNeedsNoCalibration() throws IOException {
        Path images = TinyModel.drawImages(folder.resolve("images"), 4, "red", "green", "blue");
        Path learned = folder.resolve("int8-model");
        Run.of("train", "--quiet", "--data", images, "--weights", model, "--quantize", "int8", "--out", learned)
                .succeeded();

        JsonNode exported = Run.of(
                        "export",
                        "--json",
                        "--quiet",
                        "--precision",
                        "int8",
                        "--data",
                        images,
                        "--verify-data",
                        images,
                        "--model",
                        learned,
                        "--out",
                        out)
                .succeeded()
                .json()
                .getFirst();

        assertThat(Files.readString(learned.resolve("config.json"))).contains("\"ranges\"");
        assertThat(Files.readString(learned.resolve("run.json"))).contains("quantization-aware");
        assertThat(exported.get("int8").get("accuracy").get("images").asInt()).isEqualTo(12);
    }

    @Test
    void writesADirectoryForDjl() throws IOException {
        Path directory = folder.resolve("djl");

        Run.of("export", "--quiet", "--format", "djl", "--model", model, "--out", directory)
                .succeeded();

        assertThat(Files.readString(directory.resolve("synset.txt"))).isEqualTo("red\ngreen\nblue\n");
        assertThat(Files.readString(directory.resolve("serving.properties")))
                .contains("engine=OnnxRuntime", "resizeShort=36", "width=32", "normalize=0.485,0.456,0.406,0.229");
        assertThat(directory.resolve("model.onnx")).isNotEmptyFile();
    }

    @Test
    void writesADirectoryForMlflow() throws IOException {
        Path directory = folder.resolve("mlflow");

        Run.of("export", "--quiet", "--format", "mlflow", "--model", model, "--out", directory, "--include-softmax")
                .succeeded();

        assertThat(Files.readString(directory.resolve("MLmodel"))).isEqualTo("""
                flavors:
                  onnx:
                    code: null
                    data: model.onnx
                    onnx_version: null
                    providers:
                    - CPUExecutionProvider
                  python_function:
                    data: model.onnx
                    env:
                      virtualenv: python_env.yaml
                    loader_module: mlflow.onnx
                metadata:
                  architecture: "mobilenet_v2"
                  labels:
                  - "red"
                  - "green"
                  - "blue"
                signature:
                  inputs: '[{"name": "input", "type": "tensor", "tensor-spec": {"dtype": "float32", "shape": [-1, 3, 32, 32]}}]'
                  outputs: '[{"name": "probabilities", "type": "tensor", "tensor-spec": {"dtype": "float32", "shape": [-1, 3]}}]'
                """);
        assertThat(directory).isDirectoryContaining("glob:**model.onnx");
        assertThat(directory).isDirectoryContaining("glob:**requirements.txt");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --opset 12                              | --opset is 12, expected 17 to 23
            --precision int4                        | --precision is 'int4', expected one of float32, float16, int8
            --precision int8                        | --precision int8 needs --calibration-data
            --precision int8 --keep-batch-norm      | --keep-batch-norm does not go with --precision int8
            --equalize                              | --calibration-data, --equalize and --data go with --precision int8
            --format tflite                         | --format is 'tflite', expected one of onnx, djl, mlflow
            --format djl --include-softmax          | DJL normalises images and takes the softmax itself
            --precision int8 --calibration-data no  | --calibration-data: there is no file or folder no
            --verify-data no                        | --verify-data: there is no file or folder no
            --resolution 7                          | --resolution: the input is 7 x 7 pixels, expected 32 x 32 to 4096 x 4096
            """)
    void namesTheOptionThatIsWrongAndLeavesNothingBehind(String options, String message) throws IOException {
        Object[] arguments = ("export --model " + model + " --out " + out + " " + options).split(" +");

        Run run = Run.of(arguments);

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).startsWith("mobilenet export: " + message).hasLineCount(1);
        try (var left = Files.list(folder)) {
            assertThat(left).containsExactly(model);
        }
    }

    @Test
    void namesAPlaceWhereNothingCanBeWritten() {
        Run.of("export", "--model", model, "--out", folder.resolve("no/model.onnx"))
                .refused("mobilenet export: --out: there is no folder for ");
        Run.of("export", "--model", model, "--out", model)
                .refused("mobilenet export: --out: " + model + " is a folder; give a file's name");
    }
}
