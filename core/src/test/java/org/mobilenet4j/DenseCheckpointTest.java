package org.mobilenet4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.mobilenet4j.architecture.BatchNorm;
import org.mobilenet4j.architecture.DeepLabV3;
import org.mobilenet4j.architecture.Family;
import org.mobilenet4j.architecture.LrAspp;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.architecture.Options;
import org.mobilenet4j.architecture.SsdLite;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.naming.LoadedParameters;
import org.mobilenet4j.naming.NameLayout;
import org.mobilenet4j.parameters.Parameters;
import org.mobilenet4j.tensor.Shape;
import org.mobilenet4j.tensor.Tensor;
import org.mobilenet4j.weights.Safetensors;
import org.mobilenet4j.weights.StateDict;
import org.mobilenet4j.weights.StoredPrecision;

/** Files of weights as torchvision's detectors and segmentation networks save them. */
class DenseCheckpointTest {
    @TempDir
    Path folder;

    private static final Options NARROW =
            Options.DEFAULT.withNorm(BatchNorm.TORCHVISION_V3).withWidth(0.25).withClasses(3);

    static Stream<Arguments> networks() {
        DeepLabV3 narrow = new DeepLabV3(Family.V3_LARGE, NARROW, 16, List.of(12, 24, 36), true, true);
        Options v2 = NARROW.withNorm(BatchNorm.TORCH);
        return Stream.of(
                arguments("SSDLite on V3-Large, reduced tail", narrow(Family.V3_LARGE_REDUCED_TAIL)),
                arguments("SSDLite on V3-Large", narrow(Family.V3_LARGE)),
                arguments("SSDLite on V3-Small", narrow(Family.V3_SMALL)),
                arguments("SSDLite on V2", narrow(Family.V2)),
                arguments(
                        "SSDLite on V2 with whole extra layers",
                        new SsdLite(Family.V2, NARROW.withNorm(SsdLite.NORM), 1).network()),
                arguments("DeepLabV3 on V3-Large with an auxiliary head", narrow.network()),
                arguments("DeepLabV3 on V3-Large", narrow.withAuxiliary(false).network()),
                arguments(
                        "DeepLabV3 on V2",
                        new DeepLabV3(Family.V2, v2, 16, List.of(6, 12, 18), false, false).network()),
                arguments(
                        "DeepLabV3 on V2's last layer",
                        new DeepLabV3(Family.V2, v2, 16, List.of(6, 12, 18), true, true).network()),
                arguments(
                        "DeepLabV3 on V2 with the small head",
                        new DeepLabV3(Family.V2, v2, 16, List.of(), false, false).network()),
                arguments("LR-ASPP on V3-Large", new LrAspp(Family.V3_LARGE, NARROW).network()));
    }

    private static Network narrow(Family family) {
        return SsdLite.on(family, 3).withWidth(0.25).network();
    }

    private Path saved(Network network, UnaryOperator<String> rename) throws IOException {
        Parameters parameters = GoldenFill.parameters(network, NameLayout.nativeOf(network));
        StateDict.Builder renamed = StateDict.builder();
        LoadedParameters.toStateDict(parameters, NameLayout.nativeOf(network))
                .asMap()
                .forEach((name, tensor) -> renamed.put(rename.apply(name), tensor));
        return written(renamed.build());
    }

    private Path written(StateDict weights) throws IOException {
        Path file = folder.resolve("weights.safetensors");
        Safetensors.write(file, weights, Map.of(), StoredPrecision.FLOAT32);
        return file;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("networks")
    void isToldByItsNamesAndShapes(String name, Network network) throws IOException {
        Model model = Models.open(saved(network, key -> key));

        assertThat(model.network()).isEqualTo(network);
        assertThat(model.labels()).containsExactly("0", "1", "2");
        assertThat(model.layout()).isEqualTo(NameLayout.nativeOf(network)).isNotEqualTo(NameLayout.NATIVE);
        boolean isDetector = name.startsWith("SSD");
        assertThat(model.task())
                .isInstanceOf(isDetector ? Task.ObjectDetection.class : Task.SemanticSegmentation.class);
        assertThat(model.inputShape().height()).isEqualTo(isDetector ? 320 : 520);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("networks")
    void comesBackFromAFolderAsItWas(String name, Network network) throws IOException {
        Model model = Models.open(saved(network, key -> key));

        model.save(folder.resolve("model"));
        Model back = Models.open(folder.resolve("model"));

        assertThat(back.network()).isEqualTo(model.network());
        assertThat(back.task()).isEqualTo(model.task());
        assertThat(back.preprocessing()).isEqualTo(model.preprocessing());
        assertThat(back.layout()).isEqualTo(model.layout());
        model.parameters()
                .tensors()
                .forEach((id, tensor) -> assertThat(
                                back.parameters().get(id.location(), id.kind()).data())
                        .isEqualTo(tensor.data()));
        assertThat(back.summary().parameters()).isPositive();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("networks")
    void isFoundWithinACheckpoint(String name, Network network) throws IOException {
        assertThat(Models.open(saved(network, key -> "model.module." + key)).network())
                .isEqualTo(network);
    }

    @Test
    void torchvisionsNumbersOfClassesHaveTheirNames() throws IOException {
        Model coco = Models.open(saved(SsdLite.on(Family.V2, 91).withWidth(0.1).network(), key -> key));
        Model voc = Models.open(saved(new LrAspp(Family.V3_LARGE, NARROW.withClasses(21)).network(), key -> key));

        assertThat(coco.labels())
                .hasSize(91)
                .startsWith("__background__", "person")
                .endsWith("hair drier", "toothbrush");
        assertThat(voc.labels())
                .hasSize(21)
                .startsWith("__background__", "aeroplane")
                .endsWith("tvmonitor");
    }

    @Test
    void aTrunkInAnothersModuleIsNoSegmentationNetwork() throws IOException {
        Network classifier = TinyModels.of(MobileNet.MOBILENET_V2, "a", "b").network();
        Path file =
                saved(classifier, key -> key.replace("features.", "backbone.").replace("classifier.1", "head"));

        assertThat(Models.open(file).task()).isInstanceOf(Task.ImageClassification.class);
    }

    @Test
    void whatDoesNotFitIsReportedByName() throws IOException {
        Path file = saved(narrow(Family.V2), key -> key.replace("extra.3.2", "extra.3.9"));

        assertThatThrownBy(() -> Models.open(file))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(file + ": does not fit a network of ")
                .hasMessageContaining("missing ('backbone.extra.3.2.0.weight'")
                .hasMessageContaining("unexpected ('backbone.extra.3.9.0.weight'");
    }

    @Test
    void anotherTrunkIsReportedAndNotTakenForOurs() throws IOException {
        StateDict.Builder resnet = StateDict.builder();
        resnet.put("backbone.conv1.weight", Tensor.zeros(Shape.of(64, 3, 7, 7)));
        resnet.put("classifier.0.convs.0.0.weight", Tensor.zeros(Shape.of(256, 8, 1, 1)));
        resnet.put("classifier.4.weight", Tensor.zeros(Shape.of(21, 256, 1, 1)));
        Path file = written(resnet.build());

        assertThatThrownBy(() -> Models.open(file))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("1 unexpected ('backbone.conv1.weight')");
    }

    @Test
    void aHeadWithOtherNumbersOfBoxesIsRefused() throws IOException {
        StateDict.Builder other = StateDict.builder();
        other.put("head.classification_head.module_list.0.0.0.weight", Tensor.zeros(Shape.of(8, 1, 3, 3)));
        other.put("head.classification_head.module_list.0.1.weight", Tensor.zeros(Shape.of(8, 8, 1, 1)));
        Path file = written(other.build());

        assertThatThrownBy(() -> Models.open(file))
                .hasMessage(file + ": head.classification_head.module_list.0.1.weight has 8 outputs, expected 6 boxes'"
                        + " scores for every class; other numbers of boxes are not known here");
    }

    @Test
    void aDetectorIsNoClassifierToGoOnFrom() throws IOException {
        Path file = saved(narrow(Family.V2), key -> key);

        assertThatThrownBy(() -> Models.open(file, OpenOptions.DEFAULT.forTransfer()))
                .hasMessage(file + ": is a detector, expected a classifier's weights to go on from; give those of its"
                        + " trunk, such as mobilenet_v2");
    }

    @Test
    void saysWhatWeightsDoNotTell() throws IOException {
        List<String> notes = new ArrayList<>();
        Network network = new DeepLabV3(
                        Family.V2, NARROW.withNorm(BatchNorm.TORCH), 16, List.of(6, 12, 18), false, false)
                .network();
        Path file = saved(network, key -> key);

        Models.open(file, OpenOptions.DEFAULT.withNotes(notes::add));

        assertThat(notes).hasSize(1);
        assertThat(notes.getFirst()).startsWith(file + ": output stride 16");
    }
}
