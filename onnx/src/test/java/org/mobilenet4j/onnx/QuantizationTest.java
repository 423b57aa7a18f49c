package org.mobilenet4j.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mobilenet4j.MobileNet;
import org.mobilenet4j.Model;
import org.mobilenet4j.architecture.MapShape;
import org.mobilenet4j.inference.CompiledNetwork;
import org.mobilenet4j.inference.Compiler;
import org.mobilenet4j.parallel.Workers;
import org.mobilenet4j.parameters.Parameters;
import org.mobilenet4j.quantization.Calibrator;
import org.mobilenet4j.quantization.Quantization;
import org.mobilenet4j.quantization.RangeMethod;
import org.mobilenet4j.training.network.Int8Simulation;

class QuantizationTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void staysCloseToTheFloatsWithEveryMethod(RangeMethod method) throws IOException {
        assertThat(correlation(LivelyModel.tiny(MobileNet.MOBILENET_V1), method))
                .isGreaterThan(0.97);
    }

    @ParameterizedTest
    @EnumSource(
            names = {"MOBILENET_V2", "MOBILENET_V3_LARGE", "MOBILENET_V3_SMALL_MINIMALISTIC", "TF_MOBILENETV3_SMALL_100"
            })
    void staysCloseToTheFloatsInEveryFamily(MobileNet variant) throws IOException {
        Model model =
                LivelyModel.of(variant, 64, options -> options.withWidth(0.5).withClasses(50));

        assertThat(correlation(model, RangeMethod.MIN_MAX)).isGreaterThan(0.95);
    }

    /** What training in eight bits computes is what the file will: but for values that lie between two levels. */
    @ParameterizedTest
    @EnumSource(names = {"MOBILENET_V1", "MOBILENET_V2", "MOBILENET_V3_SMALL", "MOBILENET_V3_SMALL_MINIMALISTIC"})
    void theSimulationIsTheFile(MobileNet variant) throws IOException {
        EightBitSums.requireExact();
        Model model =
                LivelyModel.of(variant, 64, options -> options.withWidth(0.5).withClasses(50));
        MapShape input = model.inputShape();
        Calibrator calibrator = Calibrator.of(model.parameters(), input.height(), input.width());
        float[][] images = new float[6][];
        for (int seed = 0; seed < images.length; seed++) {
            images[seed] = model.input(LivelyModel.image(80, 70, seed));
            calibrator.observe(images[seed]);
        }
        Quantization quantization = calibrator.quantization(RangeMethod.PERCENTILE);
        Path file = folder.resolve("int8.onnx");
        OnnxExport.write(model, quantization, OnnxOptions.DEFAULT, file);

        List<float[]> simulated = new Int8Simulation(
                        quantization.parameters(), quantization.ranges(), input, new Workers(2))
                .run(images.length, (i, into) -> System.arraycopy(images[i], 0, into, 0, into.length));

        double difference = 0;
        double squares = 0;
        try (OnnxRuntimeModel runtime = OnnxRuntimeModel.open(file, 1)) {
            for (int seed = 0; seed < images.length; seed++) {
                float[] found = runtime.run(LivelyModel.image(80, 70, seed), model.preprocessing());
                for (int i = 0; i < found.length; i++) {
                    difference += Math.pow(found[i] - simulated.get(seed)[i], 2);
                    squares += Math.pow(found[i], 2);
                }
            }
        }
        assertThat(Math.sqrt(difference / squares)).isLessThan(0.01);
    }

    /** Of the outputs of the int8 file in ONNX Runtime and those of the engine, over images. */
    private double correlation(Model model, RangeMethod method) throws IOException {
        Calibrator calibrator = Calibrator.of(
                model.parameters(),
                model.preprocessing().inputHeight(),
                model.preprocessing().inputWidth());
        for (int seed = 0; seed < 8; seed++) {
            calibrator.observe(
                    model.preprocessing().apply(LivelyModel.image(80, 70, seed)).data());
        }
        Path file = folder.resolve("int8.onnx");
        OnnxExport.write(model, calibrator.quantization(method), OnnxOptions.DEFAULT, file);
        MapShape input = new MapShape(
                model.preprocessing().inputHeight(), model.preprocessing().inputWidth(), 3);
        CompiledNetwork engine = Compiler.compile(model.parameters(), input.height(), input.width());
        double products = 0;
        double squares = 0;
        double otherSquares = 0;
        try (OnnxRuntimeModel runtime = OnnxRuntimeModel.open(file, 1)) {
            for (int seed = 0; seed < 4; seed++) {
                float[] found = runtime.run(LivelyModel.image(80, 70, seed), model.preprocessing());
                float[] expected = engine.logits(model.preprocessing()
                        .apply(LivelyModel.image(80, 70, seed))
                        .data());
                for (int i = 0; i < found.length; i++) {
                    products += (double) found[i] * expected[i];
                    squares += (double) found[i] * found[i];
                    otherSquares += (double) expected[i] * expected[i];
                }
            }
        }
        return products / Math.sqrt(squares * otherSquares);
    }

    @Test
    void fitsShippedMobileNetV2IntoFourMegabytes() throws IOException {
        Model model = LivelyModel.of(MobileNet.MOBILENET_V2, 96, options -> options);
        Calibrator calibrator = Calibrator.of(
                model.parameters(),
                model.preprocessing().inputHeight(),
                model.preprocessing().inputWidth());
        calibrator.observe(
                model.preprocessing().apply(LivelyModel.image(96, 96, 1)).data());
        Path file = folder.resolve("int8.onnx");

        OnnxExport.write(model, calibrator.quantization(RangeMethod.MIN_MAX), OnnxOptions.DEFAULT, file);

        assertThat(Files.size(file)).isLessThan(4_000_000);
    }

    @Test
    void equalisationDoesNotChangeTheFunction() {
        for (MobileNet variant : List.of(MobileNet.MOBILENET_V2, MobileNet.MOBILENET_V3_SMALL)) {
            Model model = LivelyModel.tiny(variant);
            float[] image =
                    model.preprocessing().apply(LivelyModel.image(50, 50, 1)).data();
            Calibrator calibrator = Calibrator.of(
                    model.parameters(),
                    model.preprocessing().inputHeight(),
                    model.preprocessing().inputWidth());
            calibrator.observe(image);

            Calibrator equalized = calibrator.equalized();
            equalized.observe(image);

            float[] expected = Compiler.compile(model.parameters(), 32, 32).logits(image);
            Parameters changed = equalized.quantization(RangeMethod.MIN_MAX).parameters();
            float[] found = Compiler.compile(changed, 32, 32).logits(image);
            for (int i = 0; i < expected.length; i++) {
                assertThat(found[i]).isCloseTo(expected[i], within(1e-4f * Math.max(1, Math.abs(expected[i]))));
            }
        }
    }
}
