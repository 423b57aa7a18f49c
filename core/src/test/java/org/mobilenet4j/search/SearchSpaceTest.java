package org.mobilenet4j.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.mobilenet4j.architecture.Layer.Convolution;
import org.mobilenet4j.architecture.Layer.SqueezeExcite;
import org.mobilenet4j.architecture.Location;
import org.mobilenet4j.architecture.Location.Part;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.architecture.Options;
import org.mobilenet4j.architecture.ParameterShapes;
import org.mobilenet4j.architecture.Shapes;
import org.mobilenet4j.naming.NameLayout;

class SearchSpaceTest {
    private static final SearchSpace SPACE =
            SearchSpace.mobileNetV3(Options.DEFAULT.withClasses(10).withSkippedHalvings(List.of(1, 4)));

    @Test
    void buildsWhatWasChosen() {
        SubNetwork chosen = SubNetwork.parse("24:k3e4,k5e3s|40:k5e6s|64:k3e4|80:k3e3|120:k5e6s|256");

        Network network = SPACE.network(chosen);

        Location depthwise = Location.inBlock(1, 1, Part.DEPTHWISE);
        assertThat(network.node(depthwise).layer()).isInstanceOfSatisfying(Convolution.class, layer -> {
            assertThat(layer.kernel()).isEqualTo(5);
            assertThat(layer.inChannels()).isEqualTo(72);
            assertThat(layer.stride()).isEqualTo(1);
        });
        assertThat(network.node(Location.inBlock(1, 1, Part.SQUEEZE_EXCITE)).layer())
                .isEqualTo(new SqueezeExcite(72, 24));
        assertThat(network.has(Location.inBlock(1, 1, Part.ADD))).isTrue();
        assertThat(network.has(Location.inBlock(1, 0, Part.SQUEEZE_EXCITE))).isFalse();
        assertThat(network.has(Location.inBlock(2, 1, Part.EXPAND))).isFalse();
        assertThat(network.channels(Location.LAST)).isEqualTo(720);
        assertThat(network.channels(Location.HIDDEN)).isEqualTo(256);
    }

    @Test
    void skipsHalvingsAsCifarWantsIt() {
        Shapes shapes = Shapes.of(SPACE.widest(), 32, 32);

        assertThat(shapes.of(Location.STEM).height()).isEqualTo(32);
        assertThat(shapes.of(Location.inBlock(1, 0, Part.PROJECT)).height()).isEqualTo(16);
        assertThat(shapes.of(Location.inBlock(3, 0, Part.PROJECT)).height()).isEqualTo(8);
        assertThat(shapes.of(Location.LAST).height()).isEqualTo(4);
    }

    @Test
    void everyNetworkIsAPartOfTheWidestAndHasTorchvisionsNames() {
        var widest = ParameterShapes.of(SPACE.widest());
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 50; i++) {
            Network network = SPACE.network(SPACE.subNetwork(SearchSpace.uniform(SPACE.sizes(), random)));
            ParameterShapes.of(network).forEach((id, shape) -> {
                assertThat(new Slice(Objects.requireNonNull(widest.get(id)), shape).part())
                        .isEqualTo(shape);
            });
            assertThat(NameLayout.nativeOf(network)).isEqualTo(NameLayout.TORCHVISION);
        }
    }

    @Test
    void countsNetworksNotChoices() {
        // Features 2; each stage: widths 2 x (8 networks of one block + 64 of two).
        assertThat(TinySpace.SPACE.count()).isEqualTo(2.0 * 144 * 144);
        assertThat(TinySpace.SPACE.sizes()).isEqualTo(List.of(2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2));
    }

    @Test
    void refusesAnotherNumberOfStages() {
        assertThatThrownBy(() -> SPACE.network(SubNetwork.parse("24:k3e4|512")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("has 1 stages, expected 5");
    }
}
