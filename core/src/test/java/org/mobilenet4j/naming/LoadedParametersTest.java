package org.mobilenet4j.naming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mobilenet4j.MobileNet;
import org.mobilenet4j.architecture.Location;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.architecture.ParameterId.Kind;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.parameters.Initialization;
import org.mobilenet4j.parameters.Parameters;
import org.mobilenet4j.tensor.Shape;
import org.mobilenet4j.tensor.Tensor;
import org.mobilenet4j.weights.StateDict;

class LoadedParametersTest {
    private static final String CLASSIFIER = "classifier.1.weight";
    private static final Network V2 = tiny(MobileNet.MOBILENET_V2);

    private final Parameters parameters = Initialization.torchvision(V2, 1);
    private final StateDict file = LoadedParameters.toStateDict(parameters, NameLayout.TORCHVISION);

    private static Network tiny(MobileNet variant) {
        return tiny(variant, 10);
    }

    private static Network tiny(MobileNet variant, int classes) {
        return variant.build(options -> options.withWidth(0.1).withClasses(classes));
    }

    @ParameterizedTest
    @EnumSource(MobileNet.class)
    void readsBackWhatItWrote(MobileNet variant) {
        Parameters before = Initialization.torchvision(tiny(variant), 3);

        StateDict written = LoadedParameters.toStateDict(before, variant.layout());
        LoadedParameters loaded = LoadedParameters.from(written, "file", before.network(), LoadPolicy.STRICT, 0);

        assertThat(loaded.layout()).isEqualTo(variant.layout());
        assertThat(loaded.report().isClean()).isTrue();
        assertThat(loaded.report().matched()).isEqualTo(before.tensors().size());
        before.tensors()
                .forEach(
                        (id, tensor) -> assertThat(loaded.parameters().tensors().get(id))
                                .satisfies(same -> assertThat(same.data()).isEqualTo(tensor.data())));
    }

    @Test
    void keepsTheHiddenLayerOfTimmAsAConvolutionInFilesOnly() {
        Parameters v3 = Initialization.torchvision(tiny(MobileNet.MOBILENETV3_SMALL_100), 1);

        StateDict written = LoadedParameters.toStateDict(v3, NameLayout.TIMM);

        assertThat(shapeOf(written, "conv_head.weight")).isEqualTo(Shape.of(1024, 56, 1, 1));
        assertThat(LoadedParameters.from(written, "file", v3.network(), LoadPolicy.STRICT, 0)
                        .parameters()
                        .get(Location.HIDDEN, Kind.WEIGHT)
                        .shape())
                .isEqualTo(Shape.of(1024, 56));
    }

    @Test
    void takesEitherLayoutForTheSameNetwork() {
        StateDict timm = LoadedParameters.toStateDict(parameters, NameLayout.TIMM);

        LoadedParameters loaded = LoadedParameters.from(timm, "file", V2, LoadPolicy.STRICT, 0);

        assertThat(loaded.layout()).isEqualTo(NameLayout.TIMM);
        assertThat(loaded.parameters().get(Location.LAST, Kind.WEIGHT).data())
                .isEqualTo(parameters.get(Location.LAST, Kind.WEIGHT).data());
    }

    @Test
    void doesWithoutBatchCounters() {
        StateDict old = changed(file, name -> name.endsWith("num_batches_tracked") ? null : name);

        assertThat(LoadedParameters.from(old, "file", V2, LoadPolicy.STRICT, 0)
                        .report()
                        .isClean())
                .isTrue();
    }

    @Test
    void strictRefusesAMissingTensor() {
        StateDict less = changed(file, name -> name.equals("features.3.conv.2.weight") ? null : name);

        assertRefused(
                less,
                V2,
                LoadPolicy.STRICT,
                "file: does not fit a network of 314 tensors and 10 classes: 313 tensors fit;"
                        + " 1 missing ('features.3.conv.2.weight'); name the network that it was saved from (--arch, or"
                        + " architecture in config.json)");
    }

    @Test
    void strictRefusesATensorTooMany() {
        StateDict more = with(file, "features.19.0.weight", Shape.of(1));

        assertRefused(
                more,
                V2,
                LoadPolicy.STRICT,
                "file: does not fit a network of 314 tensors and 10 classes: 314 tensors fit;"
                        + " 1 unexpected ('features.19.0.weight'); name the network that it was saved from (--arch, or"
                        + " architecture in config.json)");
    }

    @Test
    void strictRefusesTheWeightsOfAnotherNetworkInOneLine() {
        StateDict v3 = LoadedParameters.toStateDict(
                Initialization.torchvision(tiny(MobileNet.MOBILENET_V3_LARGE), 1), NameLayout.TORCHVISION);

        assertThatThrownBy(() -> LoadedParameters.from(v3, "v3.pth", V2, LoadPolicy.STRICT, 0))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("v3.pth: does not fit a network of 314 tensors and 10 classes: ")
                .hasMessageContainingAll(" missing (", " unexpected (", "name the network that it was saved from")
                .hasMessageNotContaining("\n");
    }

    @Test
    void saysThatTheNamesAreOfAnotherKindOfNetwork() {
        StateDict resnet = StateDict.builder()
                .put("conv1.weight", Tensor.zeros(Shape.of(64, 3, 7, 7)))
                .put("bn1.weight", Tensor.zeros(Shape.of(64)))
                .build();

        for (LoadPolicy policy : LoadPolicy.values()) {
            assertThatThrownBy(() -> LoadedParameters.from(resnet, "resnet.pth", V2, policy, 0))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessage("resnet.pth: its tensors are named [conv1.weight, bn1.weight] and so on, expected the"
                            + " names of torchvision (features.0.0.weight) or timm (conv_stem.weight); is it another"
                            + " kind of network?");
        }
    }

    @Test
    void saysThatTorchvisionHasNoMobileNetV1() {
        assertRefused(
                file,
                tiny(MobileNet.MOBILENET_V1),
                LoadPolicy.STRICT,
                "file: has the names of torchvision, which has no such network;"
                        + " name the network that it was saved from (--arch, or"
                        + " architecture in config.json)");
    }

    @Test
    void strictRefusesAnotherNumberOfClassesAndSaysWhatToAskFor() {
        assertRefused(
                file,
                tiny(MobileNet.MOBILENET_V2, 5),
                LoadPolicy.STRICT,
                "file: does not fit a network of 314 tensors and 5 classes: 312 tensors fit; 2 of another shape"
                        + " ('classifier.1.weight', 'classifier.1.bias'); name the network that it was saved from"
                        + " (--arch, or architecture in config.json), or the number of its classes (num_classes there)");
    }

    @Test
    void replacesAClassifierOfAnotherSizeAndNamesIt() {
        Network five = tiny(MobileNet.MOBILENET_V2, 5);

        LoadedParameters loaded = LoadedParameters.from(file, "file", five, LoadPolicy.REPLACE_CLASSIFIER, 9);

        assertThat(loaded.report().replaced()).containsExactly(CLASSIFIER, "classifier.1.bias");
        assertThat(loaded.parameters().get(Location.CLASSIFIER, Kind.WEIGHT).data())
                .isEqualTo(Initialization.torchvision(five, 9)
                        .get(Location.CLASSIFIER, Kind.WEIGHT)
                        .data());
        assertThat(loaded.parameters().get(Location.STEM, Kind.WEIGHT).data())
                .isEqualTo(parameters.get(Location.STEM, Kind.WEIGHT).data());
    }

    @Test
    void replacesAClassifierThatIsMissing() {
        StateDict trunk = changed(file, name -> name.startsWith("classifier.") ? null : name);

        assertThat(LoadedParameters.from(trunk, "file", V2, LoadPolicy.REPLACE_CLASSIFIER, 0)
                        .report()
                        .replaced())
                .containsExactly(CLASSIFIER, "classifier.1.bias");
    }

    @Test
    void keepsAClassifierThatFits() {
        LoadedParameters loaded = LoadedParameters.from(file, "file", V2, LoadPolicy.REPLACE_CLASSIFIER, 9);

        assertThat(loaded.report().replaced()).isEmpty();
        assertThat(loaded.parameters().get(Location.CLASSIFIER, Kind.WEIGHT).data())
                .containsExactly(
                        parameters.get(Location.CLASSIFIER, Kind.WEIGHT).data());
    }

    @Test
    void replacesNothingButTheClassifier() {
        StateDict less = changed(file, name -> name.equals("features.0.0.weight") ? "features.0.0.w" : name);

        assertThatThrownBy(() -> LoadedParameters.from(
                        less, "file", tiny(MobileNet.MOBILENET_V2, 5), LoadPolicy.REPLACE_CLASSIFIER, 0))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("1 missing ('features.0.0.weight'); 1 unexpected ('features.0.0.w');"
                        + " 2 initialised anew ('classifier.1.weight', 'classifier.1.bias')");
    }

    @Test
    void lenientTakesWhatFitsAndNamesTheRest() {
        Network other = MobileNet.MOBILENET_V2.build(
                options -> options.withWidth(0.1).withClasses(5).withInputChannels(1));

        LoadedParameters loaded =
                LoadedParameters.from(with(file, "extra", Shape.of(2)), "file", other, LoadPolicy.LENIENT, 0);

        assertThat(loaded.report().replaced()).containsExactly("features.0.0.weight", CLASSIFIER, "classifier.1.bias");
        assertThat(loaded.report().unexpected()).containsExactly("extra");
        assertThat(loaded.report().matched()).isEqualTo(311);
        assertThat(loaded.parameters().get(Location.LAST, Kind.WEIGHT).data())
                .isEqualTo(parameters.get(Location.LAST, Kind.WEIGHT).data());
    }

    @Test
    void lenientRefusesWhereNothingFits() {
        StateDict stranger = StateDict.builder()
                .put("features.0.0.weight", Tensor.zeros(Shape.of(64, 3, 7, 7)))
                .build();

        assertThatThrownBy(() -> LoadedParameters.from(stranger, "file", V2, LoadPolicy.LENIENT, 0))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("does not fit a network of 314 tensors and 10 classes: 0 tensors fit;")
                .hasMessageNotContaining("\n");
    }

    @Test
    void refusesAHugeNetworkWithoutTakingMemoryForIt() {
        Network huge =
                MobileNet.MOBILENET_V2.build(options -> options.withWidth(16).withClasses(100_000));

        assertThatThrownBy(() -> LoadedParameters.from(file, "file", huge, LoadPolicy.STRICT, 0))
                .isInstanceOf(InvalidInputException.class);
    }

    private static void assertRefused(StateDict file, Network network, LoadPolicy policy, String message) {
        assertThatThrownBy(() -> LoadedParameters.from(file, "file", network, policy, 0))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(message);
    }

    private static Shape shapeOf(StateDict dict, String name) {
        Tensor tensor = dict.get(name);
        assertThat(tensor).as(name).isNotNull();
        return tensor.shape();
    }

    /** The tensors under other names; those without one are left out. */
    private static StateDict changed(StateDict dict, UnaryOperator<String> rename) {
        StateDict.Builder builder = StateDict.builder();
        for (Map.Entry<String, Tensor> entry : dict.asMap().entrySet()) {
            String name = rename.apply(entry.getKey());
            if (name != null) {
                builder.put(name, entry.getValue());
            }
        }
        return builder.build();
    }

    private static StateDict with(StateDict dict, String name, Shape shape) {
        StateDict.Builder builder = StateDict.builder();
        dict.asMap().forEach(builder::put);
        return builder.put(name, Tensor.zeros(shape)).build();
    }
}
