package org.mobilenet4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mobilenet4j.MobileNet;
import org.mobilenet4j.Model;
import org.mobilenet4j.Variant;

class ConvertVerbTest {
    @TempDir
    Path folder;

    /** From door to door, so that each is an entrance and an exit; every step reads back what it wrote. */
    @ParameterizedTest
    @EnumSource(names = {"MOBILENET_V2", "MOBILENET_V3_SMALL", "MOBILENETV3_LARGE_100"})
    void goesThroughEveryDoorAndComesBack(MobileNet variant) throws IOException {
        Path model = TinyModel.save(folder.resolve("model"), variant, "red", "green", "blue");

        convert(model, "a.zip", "zip");
        convert(folder.resolve("a.zip"), "b.onnx", "onnx");
        convert(folder.resolve("b.onnx"), "c", "djl");
        convert(folder.resolve("c"), "e", "mlflow");
        convert(folder.resolve("e"), "d", "model");

        assertThat(folder.resolve("d/config.json")).hasSameTextualContentAs(model.resolve("config.json"));
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left.map(folder::relativize).map(Path::toString))
                    .containsExactlyInAnyOrder("model", "a.zip", "b.onnx", "c", "e", "d");
        }
    }

    @Test
    void renamesWeightsBetweenLibraries() throws IOException {
        Path model = TinyModel.save(folder.resolve("model"), MobileNet.MOBILENET_V2, "red", "green", "blue");

        convert(model, "timm.safetensors", "timm");
        convert(folder.resolve("timm.safetensors"), "torchvision.safetensors", "torchvision");

        assertThat(folder.resolve("torchvision.safetensors"))
                .hasSameBinaryContentAs(model.resolve("model.safetensors"));
    }

    @Test
    void writesAFolderForTheHubThatTimmLoads() throws IOException {
        Path model = folder.resolve("model");
        Variant variant = Variant.of(MobileNet.MOBILENETV2_050).with(options -> options.withClasses(2));
        Model.classifier(
                        variant,
                        TinyModel.lively(variant.network()),
                        variant.base().preprocessing(32),
                        List.of("red", "a \"b\" | c"))
                .save(model);
        Files.writeString(
                model.resolve("run.json"),
                "{\"data\": \"/home/ada/secret/flowers.zip\", \"top1\": 0.9375, \"validation_images\": 16,"
                        + " \"train_images\": 64, \"epochs\": 5}");

        convert(model, "hub", "huggingface");

        Path hub = folder.resolve("hub");
        assertThat(Files.readString(hub.resolve("config.json"))).contains("\"architecture\" : \"mobilenetv2_050\"");
        assertThat(Files.readString(hub.resolve("README.md")))
                .startsWith("---\nlibrary_name: timm\npipeline_tag: image-classification\n")
                .contains("  - name: top-1\n      type: accuracy\n      value: 0.9375\n")
                .contains("top-1 0.9375 on 16 validation images of flowers.zip", "a \"b\" \\| c", "hf-hub:");
        try (Stream<Path> files = Files.list(hub)) {
            for (Path file : files.toList()) {
                assertThat(Files.readString(file, StandardCharsets.ISO_8859_1)).doesNotContain("/home/ada");
            }
        }
    }

    @Test
    void writesAFolderForTheHubOfWhatTimmDoesNotHave() throws IOException {
        Path model = TinyModel.save(folder.resolve("model"), MobileNet.MOBILENET_V1, "red", "green");

        convert(model, "hub", "huggingface");

        assertThat(Files.readString(folder.resolve("hub/README.md")))
                .startsWith("---\nlibrary_name: mobilenet4j\n")
                .doesNotContain("model-index", "timm");
    }

    @Test
    void storesHalves() throws IOException {
        Path model = TinyModel.save(folder.resolve("model"), MobileNet.MOBILENET_V2, "red", "green", "blue");

        Run.of(
                        "convert",
                        "--from",
                        model,
                        "--to",
                        folder.resolve("half"),
                        "--format",
                        "model",
                        "--precision",
                        "float16")
                .succeeded();
        Run.of("convert", "--from", model, "--to", folder.resolve("x"), "--format", "onnx", "--precision", "float16")
                .refused("mobilenet convert: --precision is 'float16', expected float32 with --format onnx");

        long whole = Files.size(model.resolve("model.safetensors"));
        assertThat(Files.size(folder.resolve("half/model.safetensors"))).isBetween(whole / 2, whole * 2 / 3);
    }

    @Test
    void refusesWhatTheOtherLibraryDoesNotHave() throws IOException {
        Path model = TinyModel.save(folder.resolve("model"), MobileNet.MOBILENET_V1, "red", "green");

        Run.of("convert", "--from", model, "--to", folder.resolve("x.safetensors"), "--format", "torchvision")
                .refused("mobilenet convert: torchvision has no network like this one, mobilenet_v1 of width 0.25");
        Run.of("convert", "--from", folder.resolve("no.onnx"), "--to", folder.resolve("x"), "--format", "model")
                .refused("mobilenet convert: --from: there is no file or folder ");
        Run.of("convert", "--from", model, "--to", folder.resolve("x"), "--format", "keras")
                .refused("mobilenet convert: --format is 'keras', expected one of model, zip, torchvision, timm, onnx");
        assertThat(folder).isDirectoryNotContaining("glob:**x*");
    }

    private void convert(Path from, String to, String format) {
        Run.of("convert", "--quiet", "--from", from, "--to", folder.resolve(to), "--format", format)
                .succeeded();
    }
}
