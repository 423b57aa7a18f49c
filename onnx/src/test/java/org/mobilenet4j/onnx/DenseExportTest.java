package org.mobilenet4j.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.mobilenet4j.DenseMobileNet;
import org.mobilenet4j.MobileNet;
import org.mobilenet4j.Model;
import org.mobilenet4j.ObjectDetector;
import org.mobilenet4j.architecture.Location;
import org.mobilenet4j.architecture.ParameterId;
import org.mobilenet4j.architecture.SsdLite;
import org.mobilenet4j.data.ImageReader;
import org.mobilenet4j.data.UnlabelledImages;
import org.mobilenet4j.image.Preprocessing;
import org.mobilenet4j.image.RgbImage;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.parameters.Parameters;
import org.mobilenet4j.quantization.RangeMethod;
import org.mobilenet4j.tensor.Tensor;
import org.mobilenet4j.workflow.WorkflowListener;

/** Detectors and segmentation networks as ONNX files, run by ONNX Runtime and compared with this library's engine. */
class DenseExportTest {
    private static final int CLASSES = 4;
    private static final UnlabelledImages IMAGES = UnlabelledImages.of(IntStream.range(0, 3)
            .mapToObj(seed -> LivelyModel.image(90 + 10 * seed, 70, seed))
            .toList());

    @TempDir
    Path folder;

    static Model model(DenseMobileNet named) {
        Parameters parameters = LivelyModel.parameters(named.network(CLASSES, 0.25));
        List<String> labels = List.of("background", "cat", "dog", "fox");
        return named.isDetector()
                ? Model.detector(parameters, Preprocessing.detection(96), labels)
                : Model.segmenter(parameters, Preprocessing.segmentation(64), labels);
    }

    static Stream<Arguments> forms() {
        OnnxOptions usual = OnnxOptions.DEFAULT;
        return Stream.of(
                        DenseMobileNet.SSDLITE320_MOBILENET_V3_LARGE,
                        DenseMobileNet.SSDLITE_MOBILENET_V2,
                        DenseMobileNet.DEEPLABV3_MOBILENET_V3_LARGE,
                        DenseMobileNet.DEEPLABV3_LITE_MOBILENET_V2,
                        DenseMobileNet.LRASPP_MOBILENET_V3_SMALL)
                .flatMap(named -> Stream.of(
                        arguments(named, "raw", usual),
                        arguments(
                                named,
                                "static batch, batch norm kept",
                                usual.withDynamicBatch(false).withNormFolded(false)),
                        arguments(named, "postprocessing", usual.withPostprocessing(true)),
                        arguments(
                                named,
                                "images' bytes to answers by the newest operators",
                                usual.withPostprocessing(true)
                                        .withPreprocessing(true)
                                        .withOpset(OnnxOptions.LAST_OPSET))));
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("forms")
    void saysWhatTheEngineSays(DenseMobileNet named, String form, OnnxOptions options) throws IOException {
        Model model = model(named);
        Path file = folder.resolve("model.onnx");

        ExportedModel exported = export(model, options, null).run(file, WorkflowListener.NONE);

        assertThat(exported.comparison()).isNotNull();
        assertThat(exported.comparison().images()).isEqualTo(3);
        assertThat(exported.comparison().agreement()).isGreaterThan(0.999);
    }

    @Test
    void aDetectorsHeadsAreTorchvisions() throws IOException {
        Model model = model(DenseMobileNet.SSDLITE_MOBILENET_V2);
        Path file = folder.resolve("model.onnx");
        OnnxExport.write(model, OnnxOptions.DEFAULT, file);

        try (OnnxRuntimeModel runtime = OnnxRuntimeModel.open(file, 1)) {
            Map<String, float[]> outputs = runtime.outputs(LivelyModel.image(40, 40, 1), model);

            int boxes = 6 * (6 * 6 + 3 * 3 + 2 * 2 + 1 + 1 + 1);
            assertThat(outputs).containsOnlyKeys("cls_logits", "bbox_regression");
            assertThat(outputs.get("cls_logits")).hasSize(boxes * CLASSES);
            assertThat(outputs.get("bbox_regression")).hasSize(boxes * 4);
        }
    }

    @Test
    void objectsAreThoseOfTheDetector() throws IOException {
        Model model = model(DenseMobileNet.SSDLITE_MOBILENET_V2);
        Path file = folder.resolve("model.onnx");
        OnnxExport.write(model, OnnxOptions.DEFAULT.withPostprocessing(true), file);
        RgbImage image = LivelyModel.image(96, 96, 5); // of the input's size: boxes are in its pixels

        try (OnnxRuntimeModel runtime = OnnxRuntimeModel.open(file, 1)) {
            List<FoundObject> found = FoundObject.all(runtime.outputs(image, model));
            var expected = ObjectDetector.of(model).detect(image);

            assertThat(found).hasSameSizeAs(expected);
            for (int i = 0; i < found.size(); i++) {
                assertThat(found.get(i).score())
                        .isCloseTo((float) expected.get(i).score(), within(1e-4f));
            }
            assertThat(found.getFirst().label()).isEqualTo(expected.getFirst().index());
        }
    }

    @Test
    void anImageWithoutObjectsGivesNone() throws IOException {
        Model model = model(DenseMobileNet.SSDLITE_MOBILENET_V2);
        for (int level = 0; level < SsdLite.levels(); level++) {
            Location head = Objects.requireNonNull(model.network().outputs().get(SsdLite.classLogits(level)));
            Tensor bias = model.parameters().get(head, ParameterId.Kind.BIAS);
            for (int i = 0; i < bias.data().length; i += CLASSES) {
                bias.data()[i] = 1000; // all background
            }
        }
        Path file = folder.resolve("model.onnx");
        OnnxExport.write(model, OnnxOptions.DEFAULT.withPostprocessing(true), file);

        try (OnnxRuntimeModel runtime = OnnxRuntimeModel.open(file, 1)) {
            assertThat(FoundObject.all(runtime.outputs(LivelyModel.image(40, 40, 1), model)))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SSDLITE320_MOBILENET_V3_LARGE", "DEEPLABV3_LITE_MOBILENET_V2", "LRASPP_MOBILENET_V3_SMALL"})
    void staysCloseInEightBits(DenseMobileNet named) throws IOException {
        Model model = model(named);
        Path file = folder.resolve("model.onnx");

        ExportedModel exported = export(model, OnnxOptions.DEFAULT, new Int8Options(IMAGES, RangeMethod.MIN_MAX, false))
                .run(file, WorkflowListener.NONE);

        assertThat(Objects.requireNonNull(exported.comparison()).agreement()).isGreaterThan(0.8);
        assertThat(Files.size(file))
                .isLessThan(Objects.requireNonNull(exported.int8()).float32Bytes());
    }

    @Test
    void saysInALineWhatAFileCannotBe() {
        Model detector = model(DenseMobileNet.SSDLITE_MOBILENET_V2);
        OnnxOptions usual = OnnxOptions.DEFAULT;

        assertRefused(() -> export(detector, usual.withSoftmax(true), null), "leave the softmax out");
        assertRefused(
                () -> export(LivelyModel.tiny(MobileNet.MOBILENET_V2), usual.withPostprocessing(true), null),
                "leave the postprocessing out");
        assertThatThrownBy(() ->
                        new VerifiedExport(detector, ModelForm.DJL, usual, null, IMAGES, null, new ImageReader(1)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("expected a classifier for a DJL directory");
    }

    private interface Making {
        VerifiedExport make();
    }

    private void assertRefused(Making export, String message) {
        Path file = folder.resolve("model.onnx");
        assertThatThrownBy(() -> export.make().run(file, WorkflowListener.NONE))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(message);
        assertThat(folder).isEmptyDirectory();
    }

    private static VerifiedExport export(Model model, OnnxOptions options, @Nullable Int8Options int8) {
        return new VerifiedExport(model, ModelForm.ONNX, options, int8, IMAGES, null, new ImageReader(1));
    }
}
