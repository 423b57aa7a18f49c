package org.mobilenet4j.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mobilenet4j.Classification;
import org.mobilenet4j.ImageClassifier;
import org.mobilenet4j.Model;
import org.mobilenet4j.Models;
import org.mobilenet4j.image.Fit;
import org.mobilenet4j.image.RgbImage;
import org.mobilenet4j.io.InvalidInputException;
import tools.jackson.databind.JsonNode;

/** A network that no table has is a model too, in every format, with its images prepared as its file says. */
class TinyFilesTest {
    @TempDir
    Path folder;

    static Stream<String> names() {
        return TinyFiles.names();
    }

    @ParameterizedTest
    @MethodSource("names")
    void answersAsItsFrameworkDoes(String name) throws IOException {
        Model model = Models.open(TinyFiles.write(name, folder));
        if (name.equals("torch.onnx")) {
            assertThat(model.preprocessing().mean()).containsExactly(0.485f, 0.456f, 0.406f);
            return; // its answer is to an image from -1 to 1
        }
        assertAnswers(name, ImageClassifier.of(model));
        model.save(folder.resolve("saved"));
        assertAnswers(name, ImageClassifier.load(folder.resolve("saved")));
    }

    private static void assertAnswers(String name, ImageClassifier classifier) {
        Classification found = classifier.classify(RgbImage.of(TinyFiles.SIDE, TinyFiles.SIDE, TinyFiles.pixels()));
        JsonNode expected = TinyFiles.answers().get(name);
        double tolerance = name.contains("f16") ? 1e-3 : 1e-5;
        for (Classification.Prediction result : found.top(expected.size())) {
            int index = classifier.labels().indexOf(result.label());
            assertThat(result.probability())
                    .as(name + " " + index)
                    .isCloseTo(expected.get(index).asDouble(), within(tolerance));
        }
    }

    @Test
    void aNetworkOfPyTorchAnswersAsThere() throws IOException {
        Model model = Models.open(TinyFiles.write("torch.onnx", folder));
        byte[] pixels = TinyFiles.pixels();
        float[] image = new float[pixels.length];
        for (int i = 0; i < image.length; i++) {
            image[i] = (float) (Byte.toUnsignedInt(pixels[i]) / 127.5 - 1);
        }
        float[] logits = model.compile().logits(image);
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(logit);
        }
        for (int i = 0; i < logits.length; i++) {
            assertThat(Math.exp(logits[i]) / sum)
                    .isCloseTo(TinyFiles.answers().get("torch.onnx").get(i).asDouble(), within(1e-5));
        }
    }

    @Test
    void teachableMachinesFolderAndDownloadHaveItsLabelsAndCut() throws IOException {
        TinyFiles.write("keras_model.h5", folder);
        Files.writeString(folder.resolve("labels.txt"), "0 Cats & dogs\n1 Birds\n2 3D things\n");
        Path zip = folder.resolve("converted_keras.zip");
        try (OutputStream out = Files.newOutputStream(zip);
                ZipOutputStream archive = new ZipOutputStream(out)) {
            for (String name : new String[] {"keras_model.h5", "labels.txt"}) {
                archive.putNextEntry(new ZipEntry("converted/" + name));
                archive.write(Files.readAllBytes(folder.resolve(name)));
            }
        }
        for (Path path : new Path[] {folder.resolve("keras_model.h5"), folder, zip}) {
            Model model = Models.open(path);
            assertThat(model.labels()).containsExactly("Cats & dogs", "Birds", "3D things");
            assertThat(model.preprocessing().fit()).isEqualTo(new Fit.CenterCrop(TinyFiles.SIDE));
        }
    }

    /** Whose one shard the browser saves as {@code ./weights.bin}. */
    @Test
    void teachableMachinesFolderForTheBrowserHasItsLabels() throws IOException {
        for (String name : new String[] {"model.json", "weights.bin", "metadata.json"}) {
            TinyFiles.write(name, folder);
        }

        ImageClassifier classifier = ImageClassifier.load(folder);

        assertThat(classifier.labels()).containsExactly("a", "b", "c");
        Classification found = classifier.classify(RgbImage.of(TinyFiles.SIDE, TinyFiles.SIDE, TinyFiles.pixels()));
        assertThat(found.best().label()).isEqualTo("b");
        assertThat(found.best().probability())
                .isCloseTo(TinyFiles.answers().get("nested.keras").get(1).asDouble(), within(1e-5));

        Files.writeString(
                folder.resolve("model.json"),
                Files.readString(folder.resolve("model.json")).replace("./weights.bin", "../weights.bin"));
        assertThatThrownBy(() -> Models.open(folder))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("names the shard '../weights.bin', which is no file beside it");
    }

    @Test
    void anArchiveOfPyTorchIsNotTakenForTensorFlowJs() throws IOException {
        Path file = folder.resolve("export.pt2");
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream archive = new ZipOutputStream(out)) {
            archive.putNextEntry(new ZipEntry("export/models/model.json"));
            archive.write("{\"schema_version\": {}}".getBytes(StandardCharsets.UTF_8));
        }
        assertThat(new ArchivedFormat().recognises(file, new byte[] {'P', 'K', 3, 4}))
                .isFalse();
    }

    @Test
    void tensorFlowLitesLabelsComeFromItsMetadata() throws IOException {
        Path file = folder.resolve("labelled.tflite");
        try (OutputStream out = Files.newOutputStream(file)) {
            out.write(TinyFiles.read("nested.tflite"));
            ZipOutputStream archive = new ZipOutputStream(out);
            archive.putNextEntry(new ZipEntry("labels.txt"));
            archive.write("rose\ntulip\ndaisy\n".getBytes(StandardCharsets.UTF_8));
            archive.close();
        }
        assertThat(Models.open(file).labels()).containsExactly("rose", "tulip", "daisy");
    }

    @Test
    void dataOfAnOnnxFileLiesBesideItAndNowhereElse() throws IOException {
        // The name of the data's file, in a tensor's external_data.
        byte[] file = onnxWithDataIn("../secret.bin");
        Path path = Files.write(folder.resolve("model.onnx"), file);
        assertThatThrownBy(() -> Models.open(path))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("the data of w is in '../secret.bin', which is no file beside it");
    }

    private static byte[] onnxWithDataIn(String location) {
        byte[] name = location.getBytes(StandardCharsets.UTF_8);
        byte[] entry = field(13, concat(field(1, "location".getBytes(StandardCharsets.UTF_8)), field(2, name)));
        byte[] tensor = concat(
                new byte[] {0x08, 1, 0x10, 1}, // dims 1, float
                field(8, "w".getBytes(StandardCharsets.UTF_8)),
                entry,
                new byte[] {0x70, 1}); // data_location EXTERNAL
        return field(7, field(5, tensor));
    }

    private static byte[] field(int number, byte[] content) {
        return concat(new byte[] {(byte) (number << 3 | 2), (byte) content.length}, content);
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
