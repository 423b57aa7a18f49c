package org.mobilenet4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mobilenet4j.architecture.Activation;
import org.mobilenet4j.architecture.Layer;
import org.mobilenet4j.architecture.Location;
import org.mobilenet4j.architecture.ParameterId;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.naming.LoadedParameters;
import org.mobilenet4j.naming.NameLayout;
import org.mobilenet4j.parameters.Initialization;
import org.mobilenet4j.tensor.Shape;
import org.mobilenet4j.tensor.Tensor;
import org.mobilenet4j.weights.StateDict;

/** Heads of any kind behind the trunk of a MobileNetV2 of width 0.1, whose features are 1280. */
class CheckpointHeadTest {
    private static final int FEATURES = 1280;

    private final List<String> notes = new ArrayList<>();
    private final OpenOptions options = OpenOptions.DEFAULT.withNotes(notes::add);

    @ParameterizedTest
    @ValueSource(strings = {"fc.", "head.", "classifier.", "classifier.0.", "linear."})
    void loadsARenamedClassifier(String module) {
        Tensor weight = Initialization.classifierWeight(5, FEATURES, 1);
        Recognition found = load(Map.of(module + "weight", weight), options);
        assertThat(found.isOfTheTables()).isTrue();
        assertThat(found.variant().options().classes()).isEqualTo(5);
        assertThat(found.parameters()
                        .get(Location.CLASSIFIER, ParameterId.Kind.WEIGHT)
                        .data())
                .isEqualTo(weight.data());
        assertThat(found.parameters()
                        .get(Location.CLASSIFIER, ParameterId.Kind.BIAS)
                        .data())
                .containsOnly(0);
        assertThat(notes).isEmpty();
    }

    @Test
    void readsTwoLayersWithReluBetweenAndSaysSo() {
        Recognition found = load(twoLayers(), options);
        assertThat(found.isOfTheTables()).isFalse();
        assertThat(found.layout()).isEqualTo(NameLayout.NATIVE);
        assertThat(found.parameters().network().classes()).isEqualTo(3);
        assertThat(notes)
                .containsExactly(
                        "file: its head is read as classifier.1, ReLU, classifier.4; weights do not say what was"
                                + " between the layers: were it something else, the answers are wrong");
    }

    @ParameterizedTest
    @CsvSource({
        "fc1., fc2., 'fc1, ReLU, fc2'",
        "head.0., head.1., 'head.0, head.1'",
        "classifier.1.0., classifier.1.2., 'classifier.1.0, ReLU, classifier.1.2'",
        "classifier.1., fc., 'classifier.1, fc'"
    })
    void assumesReluWhereThereIsRoomForIt(String first, String second, String read) {
        Map<String, Tensor> head = new LinkedHashMap<>();
        head.put(first + "weight", Tensor.zeros(Shape.of(16, FEATURES)));
        head.put(second + "weight", Tensor.zeros(Shape.of(3, 16)));
        Recognition found = load(head, options);
        assertThat(notes).singleElement().asString().startsWith("file: its head is read as " + read + ";");
        Layer before = found.parameters().network().node(new Location("head.0")).layer();
        assertThat(before)
                .isEqualTo(new Layer.Linear(FEATURES, 16, read.contains("ReLU") ? Activation.RELU : Activation.NONE));
    }

    @Test
    void leavesAnyHeadOutForTransfer() {
        Recognition found = load(twoLayers(), options.forTransfer());
        assertThat(found.isOfTheTables()).isTrue();
        assertThat(notes)
                .containsExactly("file: its head is left out, for a new classifier: 'classifier.1.weight',"
                        + " 'classifier.4.weight'");
        notes.clear();
        assertThat(load(Map.of(), options.forTransfer()).isOfTheTables()).isTrue();
        assertThat(notes).isEmpty();
    }

    @Test
    void refusesToAnswerWithoutAClassifier() {
        assertThatThrownBy(() -> load(Map.of(), options))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("file: has the trunk of mobilenet_v2 and no classifier; train a classifier on it: mobilenet"
                        + " train --weights file --data FOLDER --out MODEL");
    }

    @Test
    void refusesAHeadOfMoreThanLinearLayers() {
        Map<String, Tensor> head = new LinkedHashMap<>(twoLayers());
        head.put("classifier.2.running_mean", Tensor.zeros(Shape.of(16)));
        assertThatThrownBy(() -> load(head, options))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("more than linear layers in a row: 'classifier.2.running_mean'");
    }

    @Test
    void refusesTwoHeadsOfWhichNoneHasTheUsualName() {
        Map<String, Tensor> heads = new LinkedHashMap<>();
        heads.put("color.weight", Tensor.zeros(Shape.of(5, FEATURES)));
        heads.put("shape.weight", Tensor.zeros(Shape.of(3, FEATURES)));
        assertThatThrownBy(() -> load(heads, options)).isInstanceOf(InvalidInputException.class);
    }

    @Test
    void saysWhatItLeavesOut() {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put("classifier.1.weight", Tensor.zeros(Shape.of(5, FEATURES)));
        tensors.put("criterion.weight", Tensor.zeros(Shape.of(5)));
        load(tensors, options);
        assertThat(notes).containsExactly("file: leaves out what is no part of mobilenet_v2: 'criterion.weight'");
    }

    @Test
    void saysWhatMissingStatisticsMean() {
        StateDict.Builder parameters = StateDict.builder();
        trunk().forEach((name, tensor) -> {
            if (!name.contains("running") && !name.contains("num_batches")) {
                parameters.put(name, tensor);
            }
        });
        parameters.put("classifier.1.weight", Tensor.zeros(Shape.of(5, FEATURES)));
        Recognition found = Recognition.of(parameters.build(), "file", options);
        assertThat(found.parameters()
                        .get(Location.STEM, ParameterId.Kind.NORM_VARIANCE)
                        .data())
                .containsOnly(1);
        assertThat(notes).singleElement().asString().contains("lacks the running statistics of batch norm");
    }

    private static Map<String, Tensor> twoLayers() {
        Map<String, Tensor> head = new LinkedHashMap<>();
        head.put("classifier.1.weight", Tensor.zeros(Shape.of(16, FEATURES)));
        head.put("classifier.4.weight", Tensor.zeros(Shape.of(3, 16)));
        return head;
    }

    private static Recognition load(Map<String, Tensor> head, OpenOptions options) {
        StateDict.Builder builder = StateDict.builder();
        trunk().forEach(builder::put);
        head.forEach(builder::put);
        return Recognition.of(builder.build(), "file", options);
    }

    private static Map<String, Tensor> trunk() {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        LoadedParameters.shapesByKey(
                        NameLayout.TORCHVISION,
                        MobileNet.MOBILENET_V2.build(
                                known -> known.withWidth(0.1).withClasses(1)))
                .forEach((name, shape) -> {
                    if (!name.startsWith("classifier")) {
                        tensors.put(name, Tensor.zeros(shape));
                    }
                });
        return tensors;
    }
}
