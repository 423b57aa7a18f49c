package org.mobilenet4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mobilenet4j.architecture.BatchNorm;
import org.mobilenet4j.architecture.Options;
import org.mobilenet4j.architecture.PaddingMode;
import org.mobilenet4j.architecture.WidthRule;
import org.mobilenet4j.image.Fit;
import org.mobilenet4j.image.ImageDecoder;
import org.mobilenet4j.image.Interpolation;
import org.mobilenet4j.image.Preprocessing;
import org.mobilenet4j.image.RgbImage;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.naming.LoadedParameters;
import org.mobilenet4j.naming.NameLayout;
import org.mobilenet4j.naming.PublishedLayout;
import org.mobilenet4j.quantization.Calibrator;
import org.mobilenet4j.quantization.Range;
import org.mobilenet4j.quantization.RangeMethod;
import org.mobilenet4j.weights.Safetensors;
import org.mobilenet4j.weights.StateDict;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ModelTest {
    private static final RgbImage IMAGE = Drawings.image(50, 40, 1, 5);

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(MobileNet.class)
    void givesTheSameAnswersAfterSavingAndLoading(MobileNet variant) throws IOException {
        assertSameAfterSaving(TinyModels.of(variant, "daisy", "rose", "tulip"));
    }

    static Stream<Arguments> options() {
        return Stream.<UnaryOperator<Options>>of(
                        options -> options.withWidth(0.35).withClasses(3),
                        options -> options.withPadding(PaddingMode.SAME),
                        options -> options.withNorm(new BatchNorm(0.002, 0.03)),
                        options -> options.withWidthRule(WidthRule.TENSORFLOW),
                        options -> options.withSkippedHalvings(List.of(1, 4)),
                        options -> options.withInputChannels(1),
                        options -> options.withDropout(0.5))
                .map(Arguments::of);
    }

    @ParameterizedTest
    @MethodSource("options")
    void keepsEveryOption(UnaryOperator<Options> change) throws IOException {
        assertSameAfterSaving(TinyModels.of(MobileNet.MOBILENET_V3_SMALL, change, "daisy", "rose", "tulip"));
    }

    @Test
    void keepsThePreprocessingAndUnusualNames() throws IOException {
        Model model = TinyModels.of(MobileNet.MOBILENET_V2, "Gänseblümchen", "a \"quoted\"\nname", "雛菊")
                .withPreprocessing(new Preprocessing(
                        32,
                        32,
                        new Fit.CenterCrop(37),
                        Interpolation.BICUBIC,
                        List.of(0.1f, 0.2f, 0.3f),
                        List.of(0.4f, 0.5f, 0.6f)));

        assertSameAfterSaving(model);
    }

    @Test
    void keepsThatImagesAreTurnedAsTheirExifSays() throws IOException {
        Model asStored = TinyModels.of(MobileNet.MOBILENET_V2, "daisy", "rose");
        Model upright = asStored.withPreprocessing(asStored.preprocessing().withUpright(true));
        byte[] sideways;
        try (InputStream in =
                Objects.requireNonNull(ModelTest.class.getResourceAsStream("/image/jpeg_orientation_6.jpg"))) {
            sideways = in.readAllBytes();
        }
        RgbImage turned = new ImageDecoder().withOrientation(true).decode(sideways, "a.jpg");

        assertSameAfterSaving(upright);
        assertThat(ImageClassifier.of(upright).classify(sideways).predictions())
                .isEqualTo(ImageClassifier.of(asStored).classify(turned).predictions());
        assertThat(ImageClassifier.of(upright)
                        .withDecoder(new ImageDecoder())
                        .classify(sideways)
                        .predictions())
                .isEqualTo(ImageClassifier.of(asStored).classify(turned).predictions());
        asStored.save(folder.resolve("plain"));
        assertThat(folder.resolve("plain/config.json")).content().doesNotContain("exif");
    }

    private void assertSameAfterSaving(Model before) throws IOException {
        Path saved = folder.resolve("models").resolve("mine");
        before.save(saved);
        Model after = Models.open(saved);

        assertThat(after.variant()).isEqualTo(before.variant());
        assertThat(after.network()).isEqualTo(before.network());
        assertThat(after.preprocessing()).isEqualTo(before.preprocessing());
        assertThat(after.labels()).isEqualTo(before.labels());
        assertThat(ImageClassifier.of(after).logits(IMAGE))
                .isEqualTo(ImageClassifier.of(before).logits(IMAGE));
        assertThat(saved)
                .isDirectoryContaining("glob:**/model.safetensors")
                .isDirectoryContaining("glob:**/config.json")
                .isDirectoryContaining("glob:**/run.json")
                .isDirectoryNotContaining("glob:**.tmp");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "my-model/"})
    void loadsAZipOfTheDirectory(String top) throws IOException {
        Model before = TinyModels.of(MobileNet.MOBILENET_V2, "daisy", "rose");
        before.save(folder.resolve("model"));
        Path zip = zipped(folder.resolve("model"), top);

        Model after = Models.open(zip);

        assertThat(after.labels()).containsExactly("daisy", "rose");
        assertThat(ImageClassifier.of(after).logits(IMAGE))
                .isEqualTo(ImageClassifier.of(before).logits(IMAGE));
    }

    @Test
    void keepsHowTheModelCameToBe() throws IOException {
        TinyModels.of(MobileNet.MOBILENET_V2, "daisy", "rose")
                .withRun(Map.of("data", "photos", "seed", 3L))
                .save(folder);

        assertThat(folder.resolve("run.json")).content().contains("\"data\" : \"photos\"", "\"seed\" : 3");
        assertThat(Models.open(folder).run()).isEqualTo(Map.of("data", "photos", "seed", 3L));
    }

    @Test
    void replacesAModelThatIsThere() throws IOException {
        TinyModels.of(MobileNet.MOBILENET_V2, "daisy", "rose").save(folder);
        TinyModels.of(MobileNet.MOBILENET_V3_SMALL, "cat", "dog", "fox").save(folder);

        assertThat(Models.open(folder).labels()).containsExactly("cat", "dog", "fox");
    }

    /** What {@code load_state_dict(strict=True)} checks: names and shapes; and the types, which it would convert. */
    @ParameterizedTest
    @ValueSource(strings = {"mobilenet_v2", "mobilenet_v3_small", "mobilenetv3_small_050"})
    void writesWhatTorchvisionAndTimmLoadStrictly(String list) throws IOException {
        PublishedLayout published = new PublishedLayout(list);
        MobileNet variant = published.variant();
        Model model = Model.classifier(
                Variant.of(variant),
                GoldenFill.parameters(published.network(), variant.layout()),
                variant.preprocessing(224),
                ImageNet.classNames());

        model.save(folder);

        Path file = folder.resolve("model.safetensors");
        StateDict written = Safetensors.read(file);
        assertThat(written.names())
                .containsExactlyInAnyOrderElementsOf(published.shapes().keySet());
        published
                .shapes()
                .forEach((name, shape) -> assertThat(
                                Objects.requireNonNull(written.get(name)).shape())
                        .as(name)
                        .isEqualTo(shape));
        assertThat(Safetensors.readMetadata(file)).containsEntry("format", "pt");
        assertThat(types(file))
                .allSatisfy((name, type) ->
                        assertThat(type).as(name).isEqualTo(name.endsWith("num_batches_tracked") ? "I64" : "F32"));
    }

    private static Map<String, String> types(Path safetensors) throws IOException {
        try (DataInputStream in = new DataInputStream(Files.newInputStream(safetensors))) {
            byte[] header = in.readNBytes((int) Long.reverseBytes(in.readLong()));
            Map<String, String> types = new TreeMap<>();
            for (Map.Entry<String, JsonNode> entry :
                    JsonMapper.shared().readTree(header).properties()) {
                if (entry.getValue().has("dtype")) {
                    types.put(entry.getKey(), entry.getValue().get("dtype").asString());
                }
            }
            return types;
        }
    }

    @Test
    void loadsABareFileOfWeights() throws IOException {
        TinyModels.of(MobileNet.MOBILENET_V2, TinyModels.labels(10)).save(folder);

        Model bare = Models.open(folder.resolve("model.safetensors"));

        assertThat(bare.name()).isEqualTo("mobilenet_v2");
        assertThat(bare.labels()).hasSize(10).startsWith("0", "1");
        assertThat(bare.preprocessing()).isEqualTo(Preprocessing.imagenet(224));
    }

    @Test
    void givesWeightsForGreyImagesGreyImages() throws IOException {
        TinyModels.of(MobileNet.MOBILENET_V2, options -> options.withInputChannels(1), "daisy", "rose")
                .save(folder);

        Model bare = Models.open(folder.resolve("model.safetensors"));

        assertThat(bare.preprocessing().channels()).isEqualTo(1);
        assertThat(ImageClassifier.of(bare).classify(IMAGE).predictions()).hasSize(2);
    }

    @Test
    void refusesWeightsThatTakeNoImages() throws IOException {
        Safetensors.write(
                folder.resolve("five.safetensors"),
                LoadedParameters.toStateDict(
                        GoldenFill.parameters(
                                MobileNet.MOBILENET_V2.build(
                                        options -> options.withWidth(0.1).withInputChannels(5)),
                                NameLayout.TORCHVISION),
                        NameLayout.TORCHVISION),
                Map.of());

        assertRefused(
                folder.resolve("five.safetensors"),
                "five.safetensors: takes images of 5 channels; expected 3 (colour) or 1 (grey)");
    }

    @Test
    void takesANamedVariantForWeightsThatAreOfSeveral() throws IOException {
        Path file = folder.resolve("model.safetensors");
        TinyModels.of(MobileNet.TF_MOBILENETV3_SMALL_100, options -> options.withWidth(1), "daisy", "rose")
                .save(folder);

        assertThat(Models.open(file).name()).isEqualTo("mobilenetv3_small_100");
        Model named = Models.openWeights(file, MobileNet.TF_MOBILENETV3_SMALL_100);
        assertThat(Objects.requireNonNull(named.variant()).options().padding()).isEqualTo(PaddingMode.SAME);
        assertThat(named.labels()).containsExactly("0", "1");
    }

    @Test
    void takesANamedVariantInTheOtherLayout() throws IOException {
        Path file = folder.resolve("model.safetensors");
        TinyModels.of(MobileNet.MOBILENET_V2, options -> options.withWidth(1), "daisy", "rose")
                .save(folder);

        Model named = Models.openWeights(file, MobileNet.MOBILENETV2_100);

        assertThat(named.labels()).containsExactly("0", "1");
    }

    @Test
    void refusesWeightsOfAnotherNetworkThanNamed() throws IOException {
        Path file = folder.resolve("model.safetensors");
        TinyModels.of(MobileNet.MOBILENET_V3_SMALL, "daisy", "rose").save(folder);

        assertThatThrownBy(() -> Models.openWeights(file, MobileNet.MOBILENET_V2))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(file + ": does not fit a network of 314 tensors and ")
                .hasMessageNotContaining("\n");
        assertThatThrownBy(() -> Models.openWeights(file, MobileNet.MOBILENETV1_100))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("has the names of torchvision, which has no such network");
    }

    @Test
    void saysWhatIsMissing() throws IOException {
        assertRefused(folder.resolve("nowhere"), "nowhere: no such model; give a directory that training wrote,");
        assertRefused(folder, "has no config.json, expected config.json and model.safetensors; is it a model's");

        TinyModels.of(MobileNet.MOBILENET_V2, "daisy", "rose").save(folder.resolve("model"));
        Files.delete(folder.resolve("model/model.safetensors"));
        assertRefused(folder.resolve("model"), "model: has no model.safetensors, expected config.json and");
        assertRefused(
                zipped(folder.resolve("model"), "a/"),
                "model.zip: has a/config.json but no a/model.safetensors; zip the model's whole directory");
    }

    @Test
    void refusesADamagedZip() throws IOException {
        TinyModels.of(MobileNet.MOBILENET_V2, "daisy", "rose").save(folder.resolve("model"));
        byte[] whole = Files.readAllBytes(zipped(folder.resolve("model"), ""));

        Path cut = Files.write(folder.resolve("cut.zip"), Arrays.copyOf(whole, whole.length / 2));
        assertRefused(cut, "cut.zip: is a damaged zip archive (");

        for (int at = 200; at < whole.length; at += whole.length / 50) {
            byte[] damaged = whole.clone();
            damaged[at] ^= 0x55;
            Path file = Files.write(folder.resolve("damaged.zip"), damaged);
            try {
                Models.open(file);
            } catch (InvalidInputException e) {
                assertThat(e.getMessage()).startsWith(file.toString()).doesNotContain("\n");
            }
        }
    }

    @Test
    void refusesTruncatedWeightsInsideAModel() throws IOException {
        TinyModels.of(MobileNet.MOBILENET_V2, "daisy", "rose").save(folder);
        Path weights = folder.resolve("model.safetensors");
        byte[] whole = Files.readAllBytes(weights);
        Files.write(weights, Arrays.copyOf(whole, whole.length - 100));

        assertRefused(folder, "model.safetensors: ");
    }

    @Test
    void refusesAModelWhoseWeightsAreAnotherNetworks() throws IOException {
        TinyModels.of(MobileNet.MOBILENET_V2, "daisy", "rose").save(folder.resolve("v2"));
        TinyModels.of(MobileNet.MOBILENET_V3_SMALL, "daisy", "rose").save(folder.resolve("v3"));
        Files.copy(
                folder.resolve("v3/model.safetensors"),
                folder.resolve("v2/model.safetensors"),
                StandardCopyOption.REPLACE_EXISTING);

        assertRefused(folder.resolve("v2"), "model.safetensors: does not fit a network of 314 tensors and 2 classes: ");
    }

    @Test
    void savesNothingWhereTheFolderCannotBeMade() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "mine");
        Model model = TinyModels.of(MobileNet.MOBILENET_V2, "daisy", "rose");

        assertThatThrownBy(() -> model.save(file))
                .isInstanceOf(IOException.class)
                .hasMessage(file + ": is a file where a model's folder is to be made; give another");
        assertThatThrownBy(() -> model.save(file.resolve("below"))).isInstanceOf(IOException.class);

        assertThat(file).hasContent("mine");
    }

    @Test
    void keepsTheModelThatIsThereWhenTheNewOneCannotBeWritten() throws IOException {
        Model old = TinyModels.of(MobileNet.MOBILENET_V2, "daisy", "rose");
        old.save(folder);

        Model broken =
                TinyModels.of(MobileNet.MOBILENET_V3_SMALL, "cat", "dog").withRun(Map.of("no JSON", new Object()));
        assertThatThrownBy(() -> broken.save(folder)).isInstanceOf(IllegalArgumentException.class);

        assertThat(Models.open(folder).labels()).isEqualTo(old.labels());
        assertThat(folder).isDirectoryNotContaining("glob:**/.saving*");
    }

    @Test
    void leavesNoFolderBehindThatItMade() {
        Model broken =
                TinyModels.of(MobileNet.MOBILENET_V3_SMALL, "cat", "dog").withRun(Map.of("no JSON", new Object()));

        assertThatThrownBy(() -> broken.save(folder.resolve("new"))).isInstanceOf(IllegalArgumentException.class);

        assertThat(folder.resolve("new")).doesNotExist();
    }

    @Test
    void keepsTheConfigurationWhenTheWeightsCannotBeReplaced() throws IOException {
        TinyModels.of(MobileNet.MOBILENET_V2, "daisy", "rose").save(folder);
        byte[] config = Files.readAllBytes(folder.resolve("config.json"));
        Files.delete(folder.resolve("model.safetensors"));
        Files.createDirectories(folder.resolve("model.safetensors/in the way"));

        assertThatThrownBy(() -> TinyModels.of(MobileNet.MOBILENET_V3_SMALL, "cat", "dog")
                        .save(folder))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(folder.resolve("model.safetensors") + ": cannot be written: ")
                .hasMessageNotContaining("\n");

        assertThat(folder.resolve("config.json")).hasBinaryContent(config);
        assertThat(folder).isDirectoryNotContaining("glob:**.tmp");
    }

    @Test
    void refusesPartsThatDoNotFitOneAnother() {
        Model model = TinyModels.of(MobileNet.MOBILENET_V2, "daisy", "rose");

        assertThatThrownBy(() -> model.withLabels(List.of("daisy"))).hasMessage("1 labels for a network of 2 classes");
        assertThatThrownBy(() -> model.withPreprocessing(model.preprocessing().forGrey()))
                .hasMessage("preprocessing gives inputs of 1 channels for a network that takes 3");
        assertThatThrownBy(() -> model.withParameters(
                        TinyModels.of(MobileNet.MOBILENET_V1, "daisy", "rose").parameters()))
                .hasMessage("the network is not the one that mobilenet_v2 names");
    }

    @Test
    void runsAtAnotherResolution() {
        Model larger = TinyModels.of(MobileNet.MOBILENET_V2, "daisy", "rose").withResolution(64);

        assertThat(larger.preprocessing().inputWidth()).isEqualTo(64);
        assertThat(ImageClassifier.of(larger).classify(IMAGE).predictions()).hasSize(2);
    }

    @Test
    void keepsTheRangesThatItWasTrainedWithForEightBits() throws IOException {
        Model before = quantized();
        before.save(folder.resolve("model"));

        Model after = Models.open(folder.resolve("model"));

        assertThat(after.ranges()).isNotEmpty().isEqualTo(before.ranges());
        assertThat(after.quantization()).isPresent();
        assertThat(after.withLabels(List.of("a", "b")).ranges()).isEqualTo(before.ranges());
        assertThat(TinyModels.of(MobileNet.MOBILENET_V2, "daisy", "rose").quantization())
                .isEmpty();
    }

    /** A squeeze-excite network whose ranges are those of an image. */
    private static Model quantized() {
        Model folded =
                TinyModels.of(MobileNet.MOBILENET_V3_SMALL, "daisy", "rose").folded();
        Calibrator calibrator = Calibrator.of(folded.parameters(), 32, 32);
        calibrator.observe(folded.input(IMAGE));
        return folded.withRanges(calibrator.quantization(RangeMethod.MIN_MAX).ranges());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "stem": [-0.1, 2.5]   | "stem": [-0.1]        | ranges: stem is [-0.1], expected the lowest and the highest value
            "stem": [-0.1, 2.5]   | "stem": "wide"        | ranges: stem is wide, expected a list of numbers
            "stem": [-0.1, 2.5]   | "stem": [0.1, 2.5]    | ranges: a range from 0.1 to 2.5, expected 0 within
            "stem": [-0.1, 2.5]   | "stem": [-1e30, 1e39] | ranges: a range from -1.0E30 to Infinity, expected 0 within
            "stem": [-0.1, 2.5]   | "trunk": [-0.1, 2.5]  | ranges: there is no range of the value stem
            """)
    void refusesRangesThatAreNone(String before, String after, String message) throws IOException {
        Model quantized = quantized();
        Map<String, Range> ranges = new HashMap<>(quantized.ranges());
        ranges.put("stem", new Range(-0.1f, 2.5f));
        quantized.withRanges(ranges).save(folder);
        Path config = folder.resolve("config.json");
        String written = Files.readString(config).replaceAll("\\s+", "");
        String bounds = before.replaceAll("\\s+", "");
        assertThat(written).contains(bounds);
        Files.writeString(config, written.replace(bounds, after));

        assertRefused(folder, message);
    }

    private void assertRefused(Path model, String message) {
        assertThatThrownBy(() -> Models.open(model))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(folder.toString())
                .hasMessageContaining(message)
                .hasMessageNotContaining("\n");
    }

    private Path zipped(Path directory, String top) throws IOException {
        Path zip = folder.resolve("model.zip");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip), StandardCharsets.UTF_8);
                Stream<Path> files = Files.list(directory)) {
            for (Path file : files.sorted().toList()) {
                out.putNextEntry(new ZipEntry(top + file.getFileName()));
                Files.copy(file, out);
                out.closeEntry();
            }
        }
        return zip;
    }
}
