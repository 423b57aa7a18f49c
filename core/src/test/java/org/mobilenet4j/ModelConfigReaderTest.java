package org.mobilenet4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mobilenet4j.architecture.Options;
import org.mobilenet4j.architecture.PaddingMode;
import org.mobilenet4j.image.Fit;
import org.mobilenet4j.image.Interpolation;
import org.mobilenet4j.image.Preprocessing;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.io.Json;

/** The files {@code timm_*.json} are timm's own: {@code make_configs.py} made them. */
class ModelConfigReaderTest {
    @Test
    void readsThePublishedNetworkOfTimm() throws IOException {
        ModelConfig config = read(resource("timm_published.json"));

        assertThat(config.variant()).isEqualTo(Variant.of(MobileNet.MOBILENETV3_SMALL_100));
        assertThat(config.network()).isEqualTo(MobileNet.MOBILENETV3_SMALL_100.build());
        assertThat(config.preprocessing()).isEqualTo(MobileNet.MOBILENETV3_SMALL_100.preprocessing(224));
        assertThat(config.task().labels()).hasSize(1000).startsWith("tench, Tinca tinca");
    }

    @Test
    void takesTheClassesThatTimmPutsAtTheTop() throws IOException {
        ModelConfig config = read(resource("timm_own_classes.json"));

        assertThat(config.task().labels()).containsExactly("daisy", "rose", "tulip");
        assertThat(options(config))
                .isEqualTo(MobileNet.MOBILENETV2_050.options().withClasses(3));
    }

    @Test
    void readsTheArgumentsAndPreprocessingOfTimm() throws IOException {
        ModelConfig config = read(resource("timm_grey.json"));

        Options options = options(config);
        assertThat(options.inputChannels()).isEqualTo(1);
        assertThat(options.padding()).isEqualTo(PaddingMode.SAME);
        assertThat(options.norm().eps()).isEqualTo(0.001);
        assertThat(config.preprocessing())
                .isEqualTo(new Preprocessing(
                        96, 96, new Fit.CenterCrop(101), Interpolation.BILINEAR, List.of(0.5f), List.of(0.25f)));
        assertThat(config.task().labels()).containsExactly("0", "1");
    }

    @Test
    void anArchitectureAloneIsTheNetworkAsPublished() {
        ModelConfig config = read("{\"architecture\": \"mobilenet_v2\"}");

        assertThat(config.network()).isEqualTo(MobileNet.MOBILENET_V2.build());
        assertThat(config.preprocessing()).isEqualTo(Preprocessing.imagenet(224));
    }

    @Test
    void theCropIsTheSameWholeNumberOfPixelsAgain() {
        for (int resolution : new int[] {32, 45, 96, 160, 224, 299, 4096}) {
            for (int shortSide = resolution / 2; shortSide < 2 * resolution; shortSide++) {
                double part = ModelConfig.cropPct(resolution, shortSide);
                assertThat((int) Math.floor(resolution / part)).isEqualTo(shortSide);
            }
        }
    }

    @Test
    void takesArgumentsOfTimmThatChangeNothing() {
        assertThat(read("""
                        {"architecture": "mobilenet_v2", "model_args": {"img_size": 224, "drop_path_rate": 0.2}}
                        """).network()).isEqualTo(MobileNet.MOBILENET_V2.build());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ``                                   | c.json: does not begin as a JSON object, {...} is expected
            []                                   | c.json: does not begin as a JSON object, {...} is expected
            <html>                               | c.json: is not valid JSON: Unexpected character
            {                                    | c.json: is not valid JSON: Unexpected end-of-input
            {} {}                                | c.json: goes on after its JSON object
            {'architecture': NaN}                | c.json: is not valid JSON: Non-standard token 'NaN'
            {}                                   | c.json: has no architecture, expected a name such as mobilenet_v2
            {'architecture': 'resnet50'}         | c.json: architecture is resnet50, expected one of [mobilenet_v1,
            {'architecture': 2}                  | c.json: architecture is 2, expected a text
            {'architecture': 'a', 'architecture': 'b'} | c.json: is not valid JSON: Duplicate
            """)
    void refusesWhatIsNoConfiguration(String json, String message) {
        assertRefused(json, message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            'num_classes': 0                     | c.json: num_classes: classes is 0, expected 1 to 1000000
            'num_classes': -3                    | c.json: num_classes: classes is -3, expected 1 to 1000000
            'num_classes': 2.5                   | c.json: num_classes is 2.5, expected a whole number
            'num_classes': '10'                  | c.json: num_classes is 10, expected a whole number
            'num_classes': 99999999999           | c.json: num_classes is 99999999999, expected a whole number
            'num_classes': 9999999999999999999999 | c.json: num_classes is 1.0E22, expected a whole number
            'num_classes': 3, 'label_names': ['a', 'b'] | c.json: label_names has 2 names, expected as many as num_classes, 3
            'label_names': ['a', 'b']            | c.json: label_names has 2 names, expected as many as num_classes, 1000
            'num_classes': 2, 'label_names': ['a', 1]   | c.json: label_names is 1, expected a list of texts
            'num_classes': 2, 'label_names': ['a', null] | c.json: label_names is null, expected a list of texts
            'num_classes': 1, 'label_names': {'1': 'a'} | c.json: label_names is {1=a}, expected the numbers 0 to 0 with a name each
            'num_classes': 1, 'label_names': {'0': 7} | c.json: label_names: 0 is 7, expected a text
            'num_classes': 1, 'id2label': ['a']  | c.json: id2label is [a], expected an object
            'pretrained_cfg': []                 | c.json: pretrained_cfg is [], expected an object
            'model_args': 'none'                 | c.json: model_args is none, expected an object
            'model_args': {'act_layer': 'gelu'}  | c.json: model_args: act_layer is gelu, expected no other arguments than bn_eps,
            'model_args': {'in_chans': 1}        | c.json: model_args: in_chans is 1, expected 3, as input_size has it
            'model_args': {'drop_rate': 1}       | c.json: model_args: drop_rate: dropout is 1.0, expected in [0, 1)
            'model_args': {'bn_eps': 0}          | c.json: model_args: bn_eps: batch norm's eps is 0.0, expected above 0
            'model_args': {'bn_eps': 1e999}      | c.json: model_args: bn_eps is Infinity, expected numbers of a usual size
            'model_args': {'bn_momentum': 2}     | c.json: model_args: bn_momentum: batch norm's momentum is 2.0, expected
            'model_args': {'pad_type': 'valid'}  | c.json: model_args: pad_type is valid, expected "same" or ""
            'mobilenet4j': {'width': 0}          | c.json: mobilenet4j: width: width is 0.0, expected above 0 and at most 16
            'mobilenet4j': {'width': 1e9}        | c.json: mobilenet4j: width: width is 1.0E9, expected above 0 and at most
            'mobilenet4j': {'width_rule': 'x'}   | c.json: mobilenet4j: width_rule is x, expected one of [torchvision, tensorflow, keras]
            'mobilenet4j': {'skipped_halvings': 2} | c.json: mobilenet4j: skipped_halvings is 2, expected a list of whole numbers
            'mobilenet4j': {'skipped_halvings': [1, 6]} | c.json: mobilenet4j: skipped_halvings: skippedHalvings is [1, 6], expected some of 1 to 5
            """)
    void namesTheMemberThatIsWrong(String members, String message) {
        assertRefused("{'architecture': 'mobilenet_v2', " + members + "}", message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            'input_size': [3, 224]               | input_size is [3, 224], expected 3 or 1 channels, the height and the width
            'input_size': [4, 224, 224]          | input_size is [4, 224, 224], expected 3 or 1 channels
            'input_size': [3, 224.5, 224.5]      | input_size is 224.5, expected a list of whole numbers
            'input_size': [3, 1e99, 1e99]        | input_size is 1.0E99, expected a list of whole numbers
            'input_size': [3, 1e999, 1e999]      | input_size is Infinity, expected a list of whole numbers
            'input_size': [3, 16, 16]            | input_size: the input is 16 x 16 pixels, expected 32 x 32 to 4096 x 4096 for this network
            'input_size': [3, 0, 0]              | input_size is [3, 0, 0], expected 3 or 1 channels
            'input_size': [3, 5000, 5000]        | input_size: the input is 5000 x 5000 pixels, expected 32 x 32 to
            'input_size': 224                    | input_size is 224, expected a list of whole numbers
            'crop_pct': 0                        | crop_pct is 0, expected a share such as 0.875
            'crop_pct': -1                       | crop_pct is -1, expected a share such as 0.875
            'crop_pct': 1e-300                   | crop_pct is 1.0E-300, expected a share such as 0.875
            'crop_pct': 1000                     | crop_pct is 1000, expected a share such as 0.875
            'crop_mode': 'zoom'                  | crop_mode is zoom, expected center, squash, border or none
            'interpolation': 'random'            | interpolation is random, expected one of [bilinear, bicubic, nearest, box
            'crop_mode': 'border', 'crop_pct': 0.9 | crop_pct is 0.9, expected 1 with the crop_mode border
            'crop_mode': 'squash', 'crop_pct': 0.9, 'scale_size': [3] | scale_size is [3], expected a height and a width
            'mean': [0.5]                        | mean is [0.5], expected a number for each channel of input_size, 3
            'mean': [0.5, 1e999, 0.5]            | mean is [0.5, Infinity, 0.5], expected numbers of a usual size
            'mean': [0.5, 1e99, 0.5]             | mean [0.5, Infinity, 0.5] must be finite in each channel
            'std': [0, 1, 1]                     | std [0.0, 1.0, 1.0] must be above 0 in each channel
            """)
    void namesWhatIsWrongWithThePreprocessing(String members, String message) {
        assertRefused(
                "{'architecture': 'mobilenet_v2', 'pretrained_cfg': {" + members + "}}",
                "c.json: pretrained_cfg: " + message);
    }

    @Test
    void refusesAbsurdDepthInOneLine() {
        assertRefused("{'a': ".repeat(100_000), "c.json: is not valid JSON: Document nesting depth");
    }

    private static Options options(ModelConfig config) {
        return Objects.requireNonNull(config.variant()).options();
    }

    private static void assertRefused(String json, String message) {
        String text = json.replace('\'', '"');
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(message)
                .hasMessageNotContaining("\n");
    }

    private static ModelConfig read(String json) {
        return ModelConfigReader.read(Json.readObject(json.getBytes(StandardCharsets.UTF_8), "c.json"));
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = ModelConfigReaderTest.class.getResourceAsStream("/models/" + name)) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
