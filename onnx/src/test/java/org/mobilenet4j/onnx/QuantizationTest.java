package org.mobilenet4j.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mobilenet4j.MobileNet;
import org.mobilenet4j.ModelBundle;
import org.mobilenet4j.inference.CompiledNetwork;
import org.mobilenet4j.inference.Compiler;
import org.mobilenet4j.parameters.Parameters;

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
        ModelBundle model = LivelyModel.of(
                variant, options -> options.withWidth(0.5).withResolution(64).withClasses(50));

        assertThat(correlation(model, RangeMethod.MIN_MAX)).isGreaterThan(0.95);
    }

    /** Of the outputs of the int8 file in ONNX Runtime and those of the engine, over images. */
    private double correlation(ModelBundle model, RangeMethod method) throws IOException {
        Calibration calibration = Calibration.of(model.parameters());
        for (int seed = 0; seed < 8; seed++) {
            calibration.observe(
                    model.preprocessing().apply(LivelyModel.image(80, 70, seed)).data());
        }
        Path file = folder.resolve("int8.onnx");
        OnnxExport.write(model, calibration.quantization(method), OnnxOptions.DEFAULT, file);
        CompiledNetwork engine = Compiler.compile(model.parameters());
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
        ModelBundle model = LivelyModel.of(MobileNet.MOBILENET_V2, options -> options.withResolution(96));
        Calibration calibration = Calibration.of(model.parameters());
        calibration.observe(
                model.preprocessing().apply(LivelyModel.image(96, 96, 1)).data());
        Path file = folder.resolve("int8.onnx");

        OnnxExport.write(model, calibration.quantization(RangeMethod.MIN_MAX), OnnxOptions.DEFAULT, file);

        assertThat(Files.size(file)).isLessThan(4_000_000);
    }

    @Test
    void equalisationDoesNotChangeTheFunction() {
        for (MobileNet variant : List.of(MobileNet.MOBILENET_V2, MobileNet.MOBILENET_V3_SMALL)) {
            ModelBundle model = LivelyModel.tiny(variant);
            float[] image =
                    model.preprocessing().apply(LivelyModel.image(50, 50, 1)).data();
            Calibration calibration = Calibration.of(model.parameters());
            calibration.observe(image);

            Calibration equalized = calibration.equalized();
            equalized.observe(image);

            float[] expected = Compiler.compile(model.parameters()).logits(image);
            Parameters changed = equalized.quantization(RangeMethod.MIN_MAX).parameters();
            float[] found = Compiler.compile(changed).logits(image);
            for (int i = 0; i < expected.length; i++) {
                assertThat(found[i]).isCloseTo(expected[i], within(1e-4f * Math.max(1, Math.abs(expected[i]))));
            }
        }
    }

    @Test
    void rangesKeepZeroExactAndCutWhatIsRare() {
        ValueStatistics seen = new ValueStatistics(1);
        float[] values = new float[100_000];
        for (int i = 0; i < values.length; i++) {
            values[i] = (i % 1000) * 1e-3f;
        }
        values[0] = 50;
        seen.add(values);

        assertThat(RangeMethod.MIN_MAX.largestMagnitude(seen)).isEqualTo(50);
        assertThat(RangeMethod.PERCENTILE.largestMagnitude(seen)).isBetween(0.98f, 1.05f);
        assertThat(RangeMethod.ENTROPY.largestMagnitude(seen)).isBetween(0.9f, 5f);
        for (Range range : List.of(new Range(-1.7f, 5.3f), new Range(0, 6), new Range(-2, 0), new Range(0, 0))) {
            assertThat(range.zeroPoint()).isBetween(0, 255);
        }
        assertThat(new Range(0, 6).zeroPoint()).isZero();
    }

    @Test
    void whatWasSeenDoesNotDependOnTheOrder() {
        float[] small = floats(0.001f);
        float[] large = floats(7);
        ValueStatistics one = new ValueStatistics(4);
        one.add(small);
        one.add(large);
        ValueStatistics other = new ValueStatistics(4);
        other.add(large);
        other.add(small);

        assertThat(one.counts()).isEqualTo(other.counts());
        assertThat(Arrays.stream(one.counts()).sum()).isEqualTo(2 * 4000 - 2); // zeros are not counted
        assertThat(one.limit()).isEqualTo(other.limit()).isEqualTo(8);
    }

    private static float[] floats(float largest) {
        float[] values = new float[4000];
        IntStream.range(0, values.length).forEach(i -> values[i] = largest * i / values.length);
        return values;
    }
}
