package org.mobilenet4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mobilenet4j.architecture.EndsRule;
import org.mobilenet4j.architecture.PaddingMode;
import org.mobilenet4j.image.Fit;
import org.mobilenet4j.image.Interpolation;
import org.mobilenet4j.image.Preprocessing;
import org.mobilenet4j.image.RgbImage;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.io.Json;
import org.mobilenet4j.io.JsonObject;
import org.mobilenet4j.naming.NameLayout;

/** The configurations of timm's and transformers' folders, as people write them. */
class ForeignFolderTest {
    private static final String TIMM =
            "{'architecture': 'mobilenetv2_050', 'num_classes': 3, %s 'pretrained_cfg': {'input_size': [3, 224, 224], %s"
                    + " 'mean': [0.5, 0.25, 0.1], 'std': [0.5, 0.5, 0.5]}}";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'label_names': ['a', 'b', 'c'],",
                "'labels': ['a', 'b', 'c'],",
                "'label_names': {'2': 'c', '0': 'a', '1': 'b'},",
                "'id2label': {'0': 'a', '1': 'b', '2': 'c'},",
                "'label2id': {'a': 0, 'b': 1, 'c': 2},",
                "'label2id': {'a': '0', 'b': '1', 'c': '2'},"
            })
    void readsTheNamesOfClassesInEveryForm(String labels) {
        assertThat(timm(labels, "").task().labels()).containsExactly("a", "b", "c");
    }

    @Test
    void givesClassesThatADictLeavesOutTheirNumbers() {
        assertThat(timm("'label_names': {'0': 'a', '2': 'c'},", "").task().labels())
                .containsExactly("a", "1", "c");
    }

    @Test
    void takesLabelsOfNumbersAlone() {
        assertThat(timm("'id2label': {'0': 'LABEL_0', '1': 'LABEL_1', '2': 'LABEL_2'},", "")
                        .task()
                        .labels())
                .containsExactly("0", "1", "2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"'id2label': {'3': 'a'},", "'id2label': {'x': 'a'},", "'global_pool': 'max',"})
    void refusesWhatWouldBeAnotherModel(String member) {
        assertThatThrownBy(() -> timm(member, ""))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("config.json: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"mobilenetv2_100.ra_in1k", "timm/mobilenetv2_100.ra_in1k", "hf_hub:timm/mobilenetv2_100"})
    void readsNamesWithTheirTag(String name) {
        String config = "{'architecture': '" + name + "', 'num_classes': 1000, 'global_pool': 'avg'}";
        assertThat(ModelConfigReader.read(json(config)).variant()).isEqualTo(Variant.of(MobileNet.MOBILENETV2_100));
    }

    @ParameterizedTest
    @CsvSource({"nearest, NEAREST", "lanczos, LANCZOS", "box, BOX", "hamming, HAMMING"})
    void readsPillowsFilters(String name, Interpolation expected) {
        assertThat(timm("", "'interpolation': '" + name + "',").preprocessing().interpolation())
                .isEqualTo(expected);
    }

    @Test
    void fitsImagesAsTimmDoes() {
        assertThat(timm("", "'crop_mode': 'squash', 'crop_pct': 0.875,")
                        .preprocessing()
                        .fit())
                .isEqualTo(new Fit.StretchCrop(256, 256));
        assertThat(timm("", "'crop_mode': 'squash', 'crop_pct': 1.0,")
                        .preprocessing()
                        .fit())
                .isEqualTo(new Fit.Stretch());
        assertThat(timm("", "'crop_mode': 'border', 'crop_pct': 1.0,")
                        .preprocessing()
                        .fit())
                .isEqualTo(new Fit.Letterbox(128, 64, 26));
        Preprocessing wide = ModelConfigReader.read(
                        json(TIMM.formatted("", "'crop_pct': 0.9,").replace("224, 224", "96, 128")))
                .preprocessing();
        assertThat(wide.fit()).isEqualTo(new Fit.CoverCrop(106, 142));
        assertThat(wide.interpolation()).isEqualTo(Interpolation.BILINEAR);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'crop_mode': 'squash', 'crop_pct': 0.875,",
                "'crop_mode': 'border',",
                "'crop_mode': 'squash',",
                "'crop_pct': 0.9,"
            })
    void whatIsWrittenFitsImagesAsBefore(String fit) {
        for (String size : List.of("224, 224", "96, 128", "97, 131")) {
            ModelConfig read =
                    ModelConfigReader.read(json(TIMM.formatted("", fit).replace("224, 224", size)));
            ModelConfig again = ModelConfigReader.read(new JsonObject(read.toJson(), "config.json"));
            assertThat(again).isEqualTo(read);
        }
    }

    static Stream<String> timmsFits() throws IOException {
        try (InputStream in = ForeignFolderTest.class.getResourceAsStream("/goldens/fits.txt")) {
            String lines = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            return lines.lines().filter(line -> !line.startsWith("#")).toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("timmsFits")
    void givesTimmsPixels(String golden) {
        String[] field = golden.split(" ", -1);
        Preprocessing preprocessing = ModelConfigReader.read(
                        json("{'architecture': 'mobilenetv2_050', 'pretrained_cfg':"
                                + " {'input_size': [3, %s, %s], 'crop_mode': '%s', 'crop_pct': %s, 'interpolation': '%s',"
                                        .formatted(field[2], field[3], field[4], field[5], field[6])
                                + " 'mean': [0.485, 0.456, 0.406], 'std': [0.229, 0.224, 0.225]}}"))
                .preprocessing();

        RgbImage seen = preprocessing.crop(drawn(Integer.parseInt(field[0]), Integer.parseInt(field[1])));

        CRC32 crc = new CRC32();
        crc.update(seen.rgb());
        assertThat(crc.getValue()).isEqualTo(Long.parseLong(field[7]));
    }

    /** The image of {@code make_fits.py}. */
    private static RgbImage drawn(int width, int height) {
        byte[] rgb = new byte[width * height * 3];
        for (int i = 0; i < rgb.length; i++) {
            int x = i / 3 % width;
            int y = i / 3 / width;
            rgb[i] = (byte) ((x * x * 3 + y * y * 5 + x * y * 7 + i % 3 * 85) / 4);
        }
        return RgbImage.of(width, height, rgb);
    }

    @Test
    void readsTransformersFolders() {
        ModelConfig v2 = transformers(
                "{'model_type': 'mobilenet_v2', 'architectures': ['MobileNetV2ForImageClassification'],"
                        + " 'depth_multiplier': 0.5, 'finegrained_output': false, 'tf_padding': false,"
                        + " 'id2label': {'0': 'a', '1': 'b'}, 'label2id': null, 'hidden_act': 'relu6'}",
                "{'size': {'shortest_edge': 140}, 'crop_size': {'height': 96, 'width': 128}, 'resample': 3}");
        assertThat(v2.variant())
                .isEqualTo(Variant.of(MobileNet.HF_MOBILENET_V2)
                        .with(known -> known.withWidth(0.5)
                                .withClasses(2)
                                .withEnds(EndsRule.SCALED)
                                .withPadding(PaddingMode.TORCH)));
        assertThat(v2.layout()).isEqualTo(NameLayout.TRANSFORMERS);
        assertThat(v2.task().labels()).containsExactly("a", "b");
        List<Float> half = List.of(0.5f, 0.5f, 0.5f);
        assertThat(v2.preprocessing())
                .isEqualTo(new Preprocessing(128, 96, new Fit.CenterCrop(140), Interpolation.BICUBIC, half, half));
    }

    @Test
    void namesTheBackgroundOfTensorFlow() {
        ModelConfig v1 = transformers("{'model_type': 'mobilenet_v1', 'num_labels': 1001}", "{}");
        assertThat(v1.task().labels()).hasSize(1001).startsWith("background", "tench, Tinca tinca");
        assertThat(v1.preprocessing().fit()).isEqualTo(new Fit.CenterCrop(256));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'model_type': 'resnet'",
                "'model_type': 'mobilenet_v2', 'hidden_act': 'swish'",
                "'model_type': 'mobilenet_v2', 'output_stride': 16",
                "'model_type': 'mobilenet_v2', 'architectures': ['MobileNetV2ForSemanticSegmentation']",
                "'model_type': 'mobilenet_v2', 'depth_multiplier': -1",
                "'model_type': 'mobilenet_v2', 'layer_norm_eps': 7"
            })
    void refusesAnotherNetworkOfTransformers(String members) {
        assertThatThrownBy(() -> transformers("{" + members + "}", "{}"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("config.json: ");
    }

    private static ModelConfig timm(String members, String pretrained) {
        return ModelConfigReader.read(json(TIMM.formatted(members, pretrained)));
    }

    private static ModelConfig transformers(String config, String processor) {
        return new TransformersConfig(json(config), json(processor)).read();
    }

    private static JsonObject json(String text) {
        return Json.readObject(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8), "config.json");
    }
}
