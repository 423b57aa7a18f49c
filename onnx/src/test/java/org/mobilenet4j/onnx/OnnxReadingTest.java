package org.mobilenet4j.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mobilenet4j.MobileNet;
import org.mobilenet4j.Model;
import org.mobilenet4j.Models;
import org.mobilenet4j.inference.Compiler;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.quantization.Calibrator;
import org.mobilenet4j.quantization.RangeMethod;

class OnnxReadingTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void readsBackWhatWasWritten(boolean isFolded) throws IOException {
        Model model = LivelyModel.tiny(MobileNet.MOBILENET_V3_LARGE);
        Path file = folder.resolve("model.onnx");
        OnnxExport.write(model, OnnxOptions.DEFAULT.withNormFolded(isFolded), file);

        Model read = Models.open(file);

        assertThat(read.labels()).isEqualTo(model.labels());
        assertThat(read.preprocessing()).isEqualTo(model.preprocessing());
        assertThat(read.network()).isEqualTo(model.network());
        float[] input =
                model.preprocessing().apply(LivelyModel.image(40, 40, 1)).data();
        float[] expected = Compiler.compile(model.parameters(), 32, 32).logits(input);
        float[] found = Compiler.compile(read.parameters(), 32, 32).logits(input);
        for (int i = 0; i < expected.length; i++) {
            assertThat(found[i]).isCloseTo(expected[i], within(1e-4f * Math.max(1, Math.abs(expected[i]))));
        }
    }

    @Test
    void readsABareNetworkByWhatItComputes() throws IOException {
        Model model = LivelyModel.tiny(MobileNet.MOBILENET_V2);
        Path file = folder.resolve("model.onnx");
        OnnxExport.write(model.parameters(), 32, 32, OnnxOptions.DEFAULT, file);

        Model read = Models.open(file);

        assertThat(read.name()).isEqualTo("mobilenet_v2");
        assertAnswers(model, read, 1e-4);
    }

    @Test
    void readsWeightsOfEightBitsAsFloats() throws IOException {
        Model model = LivelyModel.tiny(MobileNet.MOBILENET_V2);
        Path file = folder.resolve("model.onnx");
        Calibrator calibrator = Calibrator.of(
                model.parameters(),
                model.preprocessing().inputHeight(),
                model.preprocessing().inputWidth());
        calibrator.observe(
                model.preprocessing().apply(LivelyModel.image(40, 40, 1)).data());
        OnnxExport.write(model, calibrator.quantization(RangeMethod.MIN_MAX), OnnxOptions.DEFAULT, file);

        Model read = Models.open(file);

        assertThat(read.labels()).isEqualTo(model.labels());
        assertThat(read.notes()).hasSize(1).first().asString().startsWith("its weights of eight bits");
        assertAnswers(model, read, 0.05);
    }

    private static void assertAnswers(Model model, Model read, double share) {
        float[] input =
                model.preprocessing().apply(LivelyModel.image(40, 40, 1)).data();
        float[] expected = Compiler.compile(model.parameters(), 32, 32).logits(input);
        float[] found = Compiler.compile(read.parameters(), 32, 32).logits(input);
        double largest = 0;
        for (float logit : expected) {
            largest = Math.max(largest, Math.abs(logit));
        }
        for (int i = 0; i < expected.length; i++) {
            assertThat((double) found[i]).isCloseTo(expected[i], within(share * largest));
        }
    }

    @Test
    void refusesDamagedFilesInOneLine() throws IOException {
        Path file = folder.resolve("model.onnx");
        OnnxExport.write(LivelyModel.tiny(MobileNet.MOBILENET_V1), OnnxOptions.DEFAULT, file);
        byte[] whole = Files.readAllBytes(file);
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 300; i++) {
            byte[] damaged = Arrays.copyOf(whole, random.nextInt(4) == 0 ? random.nextInt(whole.length) : whole.length);
            for (int change = 0; change < 3 && damaged.length > 0; change++) {
                damaged[random.nextInt(Math.min(damaged.length, 400))] = (byte) random.nextInt();
            }
            Files.write(file, damaged);
            try {
                Models.open(file); // changes to what is not read are harmless
            } catch (InvalidInputException refused) {
                assertThat(refused.getMessage()).startsWith(file.toString());
            }
        }
    }
}
