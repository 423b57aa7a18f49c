package org.mobilenet4j.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mobilenet4j.MobileNet;
import org.mobilenet4j.Model;
import org.mobilenet4j.image.RgbImage;

/** Files are run by ONNX Runtime and compared with this library's own engine. */
class OnnxExportTest {
    @TempDir
    Path folder;

    static Stream<Arguments> options() {
        OnnxOptions usual = OnnxOptions.DEFAULT;
        return Stream.of(
                arguments("batch norm kept", usual.withNormFolded(false), 1e-4),
                arguments("static batch", usual.withDynamicBatch(false), 1e-4),
                arguments("newest opset", usual.withOpset(OnnxOptions.LAST_OPSET), 1e-4),
                arguments("preprocessing", usual.withPreprocessing(true), 1e-4),
                arguments("softmax", usual.withSoftmax(true), 1e-5),
                arguments("half weights", usual.withHalfWeights(true), 2e-2),
                arguments(
                        "all of it",
                        usual.withNormFolded(false)
                                .withPreprocessing(true)
                                .withSoftmax(true)
                                .withDynamicBatch(false),
                        1e-5));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("options")
    void keepsToItInEveryForm(String form, OnnxOptions options, double tolerance) throws IOException {
        for (MobileNet variant : List.of(MobileNet.MOBILENET_V2, MobileNet.TF_MOBILENETV3_SMALL_100)) {
            Model model = LivelyModel.tiny(variant);
            Path file = folder.resolve("model.onnx");

            OnnxExport.write(model, options, file);

            assertAgrees(model, file, tolerance);
        }
    }

    @Test
    void takesGreyImagesAsBytes() throws IOException {
        Model model = LivelyModel.of(
                MobileNet.MOBILENET_V2,
                32,
                options -> options.withWidth(0.1).withInputChannels(1).withClasses(3));
        Path file = folder.resolve("model.onnx");

        OnnxExport.write(model, OnnxOptions.DEFAULT.withPreprocessing(true), file);

        assertAgrees(model, file, 1e-4);
    }

    @Test
    void halvesTheFileWithHalfWeights() throws IOException {
        Model model = LivelyModel.of(MobileNet.MOBILENET_V2, 224, options -> options);
        Path whole = folder.resolve("whole.onnx");
        Path half = folder.resolve("half.onnx");

        OnnxExport.write(model, OnnxOptions.DEFAULT, whole);
        OnnxExport.write(model, OnnxOptions.DEFAULT.withHalfWeights(true), half);

        assertThat(Files.size(half)).isLessThan((long) (0.52 * Files.size(whole)));
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 24})
    void refusesOperatorSetsThatItWasNotMadeFor(int opset) {
        assertThatThrownBy(() -> OnnxOptions.DEFAULT.withOpset(opset))
                .hasMessage("opset is " + opset + ", expected 17 to 23");
    }

    @Test
    void leavesNothingBehindWhereItCannotWrite() {
        Model model = LivelyModel.tiny(MobileNet.MOBILENET_V2);

        assertThatThrownBy(() -> OnnxExport.write(model, OnnxOptions.DEFAULT, folder.resolve("no/model.onnx")))
                .isInstanceOf(IOException.class);
        assertThat(folder).isEmptyDirectory();
    }

    private static void assertAgrees(Model model, Path file, double tolerance) {
        try (OnnxRuntimeModel runtime = OnnxRuntimeModel.open(file, 1)) {
            OnnxComparison comparison = new OnnxComparison(model, runtime);
            RgbImage image = LivelyModel.image(61, 47, 1);
            comparison.add(image);
            assertThat(comparison.largestDifference()).isLessThanOrEqualTo(tolerance * comparison.largestOutput());
            assertThat(comparison.largestOutput()).isPositive();
        }
    }
}
