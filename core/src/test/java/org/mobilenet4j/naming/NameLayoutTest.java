package org.mobilenet4j.naming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.mobilenet4j.MobileNet;
import org.mobilenet4j.architecture.Family;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.architecture.Options;
import org.mobilenet4j.tensor.Shape;

class NameLayoutTest {
    static List<PublishedLayout> published() throws IOException {
        return PublishedLayout.all();
    }

    @ParameterizedTest
    @MethodSource("published")
    void namesAndShapesEveryTensorAsPyTorchDoes(PublishedLayout published) throws IOException {
        Network network = published.network();
        NameLayout layout = published.variant().layout();

        Map<String, Shape> found = LoadedParameters.shapesByKey(layout, network);

        assertThat(lines(found)).containsExactlyElementsOf(lines(published.shapes()));
    }

    @Test
    void everyPublishedVariantIsComparedWithItsOriginal() throws IOException {
        assertThat(published()).extracting(PublishedLayout::variant).contains(published(MobileNet.values()));
    }

    @ParameterizedTest
    @MethodSource("published")
    void isRecognisedByItsNames(PublishedLayout published) throws IOException {
        assertThat(NameLayout.recognise(published.shapes().keySet()))
                .contains(published.variant().layout());
    }

    @Test
    void recognisesNothingInTheNamesOfAnotherKindOfNetwork() {
        assertThat(NameLayout.recognise(List.of("conv1.weight", "bn1.weight", "layer1.0.conv1.weight", "fc.bias")))
                .isEmpty();
        assertThat(NameLayout.recognise(List.of())).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void givesNoNameTwice(Family family) {
        Network network = family.build(Options.DEFAULT.withWidth(0.25));
        for (NameLayout layout : NameLayout.values()) {
            if (layout.names(network)) {
                assertThat(layout.keys(network).values()).doesNotHaveDuplicates();
            }
        }
    }

    @Test
    void torchvisionHasNoNamesForMobileNetV1() {
        Network v1 = MobileNet.MOBILENET_V1.build();

        assertThatThrownBy(() -> NameLayout.TORCHVISION.keys(v1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("TORCHVISION has no names for this network; use TIMM");
        assertThat(NameLayout.nativeOf(v1)).isEqualTo(NameLayout.TIMM);
        assertThat(NameLayout.nativeOf(MobileNet.MOBILENET_V3_SMALL.build())).isEqualTo(NameLayout.TORCHVISION);
    }

    private static MobileNet[] published(MobileNet[] variants) {
        List<MobileNet> published = new ArrayList<>(List.of(variants));
        published.removeIf(variant -> variant.origin() == MobileNet.Origin.PAPER);
        return published.toArray(MobileNet[]::new);
    }

    private static List<String> lines(Map<String, Shape> shapes) {
        return shapes.entrySet().stream()
                .map(entry -> entry.getKey() + " " + entry.getValue())
                .toList();
    }
}
