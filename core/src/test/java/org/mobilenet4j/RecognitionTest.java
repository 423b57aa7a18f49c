package org.mobilenet4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.architecture.Options;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.naming.LoadedParameters;
import org.mobilenet4j.naming.PublishedLayout;
import org.mobilenet4j.tensor.Shape;
import org.mobilenet4j.tensor.Tensor;
import org.mobilenet4j.weights.StateDict;

class RecognitionTest {
    static List<PublishedLayout> published() throws IOException {
        return PublishedLayout.all();
    }

    @ParameterizedTest
    @MethodSource("published")
    void tellsEveryPublishedNetworkFromItsTensors(PublishedLayout published) throws IOException {
        Variant found = of(published.zeros());

        Network expected = published.network();
        assertThat(found.base().family()).isEqualTo(published.variant().family());
        assertThat(LoadedParameters.shapesByKey(found.base().layout(), found.network()))
                .isEqualTo(LoadedParameters.shapesByKey(published.variant().layout(), expected));
        assertThat(found.network().classes()).isEqualTo(expected.classes());
        assertThat(found.network().inputChannels()).isEqualTo(expected.inputChannels());
    }

    /** The ports' tensors have the names and shapes of timm's own: only their padding and eps differ. */
    @ParameterizedTest
    @CsvSource({
        "MOBILENET_V2, MOBILENET_V2",
        "MOBILENET_V3_LARGE, MOBILENET_V3_LARGE",
        "MOBILENET_V3_SMALL, MOBILENET_V3_SMALL",
        "MOBILENETV1_100, MOBILENET_V1",
        "MOBILENETV1_125, MOBILENETV1_125",
        "MOBILENETV2_050, MOBILENETV2_050",
        "MOBILENETV3_SMALL_075, MOBILENETV3_SMALL_075",
        "TF_MOBILENETV3_LARGE_100, MOBILENETV3_LARGE_100",
        "TF_MOBILENETV3_SMALL_MINIMAL_100, TF_MOBILENETV3_SMALL_MINIMAL_100"
    })
    void takesTheFirstVariantThatFits(MobileNet saved, MobileNet found) {
        assertThat(of(checkpoint(saved, options -> options)).base()).isEqualTo(found);
    }

    @ParameterizedTest
    @CsvSource({
        "MOBILENET_V2, 0.35",
        "MOBILENET_V2, 1.3",
        "MOBILENET_V2, 0.1",
        "MOBILENET_V3_SMALL, 0.35",
        "MOBILENET_V3_LARGE, 1.3",
        "MOBILENETV1_100, 0.25",
        "MOBILENETV3_LARGE_100, 0.35",
        "MOBILENETV3_SMALL_100, 1.3"
    })
    void tellsOtherWidths(MobileNet variant, double width) {
        UnaryOperator<Options> change =
                options -> options.withWidth(width).withClasses(7).withInputChannels(1);

        Variant found = of(checkpoint(variant, change));

        assertThat(found.base().family()).isEqualTo(variant.family());
        assertThat(found.options().width()).isEqualTo(width);
        assertThat(found.options().classes()).isEqualTo(7);
        assertThat(found.options().inputChannels()).isEqualTo(1);
    }

    @Test
    void saysThatTheWidthIsUnusual() {
        StateDict weights = checkpoint(MobileNet.MOBILENET_V2, options -> options.withWidth(0.9));

        assertThatThrownBy(() -> of(weights))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("file: has 314 tensors in the layout of torchvision, which fit no MobileNet V1, V2 or V3 at"
                        + " a usual width; give its width: --width 0.9");
    }

    @Test
    void saysThatItIsAnotherKindOfNetwork() {
        StateDict resnet = StateDict.builder()
                .put("conv1.weight", Tensor.zeros(Shape.of(64, 3, 7, 7)))
                .put("layer1.0.conv1.weight", Tensor.zeros(Shape.of(64, 64, 3, 3)))
                .build();

        assertThatThrownBy(() -> of(resnet))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(
                        "file: its tensors are named 'conv1.weight', 'layer1.0.conv1.weight', expected");
    }

    @ParameterizedTest
    @CsvSource({"0", "2000000"})
    void refusesAnAbsurdNumberOfClasses(int classes) {
        StateDict.Builder builder = StateDict.builder();
        checkpoint(MobileNet.MOBILENET_V2, options -> options.withWidth(0.1).withClasses(1))
                .asMap()
                .forEach((name, tensor) -> builder.put(
                        name, name.equals("classifier.1.weight") ? Tensor.zeros(Shape.of(classes, 1)) : tensor));

        assertThatThrownBy(() -> of(builder.build()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageNotContaining("\n");
    }

    private static Variant of(StateDict weights) {
        return Recognition.of(weights, "file", OpenOptions.DEFAULT).variant();
    }

    private static StateDict checkpoint(MobileNet variant, UnaryOperator<Options> change) {
        StateDict.Builder builder = StateDict.builder();
        LoadedParameters.shapesByKey(variant.layout(), variant.build(change))
                .forEach((name, shape) -> builder.put(name, Tensor.zeros(shape)));
        return builder.build();
    }
}
