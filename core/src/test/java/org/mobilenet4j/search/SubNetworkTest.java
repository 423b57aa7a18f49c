package org.mobilenet4j.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.mobilenet4j.architecture.Options;

class SubNetworkTest {
    @Test
    void isWrittenAsItIsRead() {
        String text = "24:k3e4,k5e6s|40:k3e3|512";

        SubNetwork read = SubNetwork.parse(text);

        assertThat(read.stages()).hasSize(2);
        assertThat(read.stages().getFirst().channels()).isEqualTo(24);
        assertThat(read.stages().getFirst().blocks())
                .isEqualTo(List.of(new SubNetwork.Block(3, 4, false), new SubNetwork.Block(5, 6, true)));
        assertThat(read.hidden()).isEqualTo(512);
        assertThat(read.blocks()).isEqualTo(3);
        assertThat(read).hasToString(text);
    }

    @Test
    void everyNetworkOfTheSpaceGoesThereAndBack() {
        SearchSpace space = SearchSpace.mobileNetV3(Options.DEFAULT);
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 200; i++) {
            SubNetwork network = space.subNetwork(SearchSpace.uniform(space.sizes(), random));
            assertThat(SubNetwork.parse(network.toString())).isEqualTo(network);
        }
    }

    @Test
    void refusesWhatIsNoNetwork() {
        for (String text : List.of("", "24:k3e4", "24:k3e4|", "24:k3|512", "0:k3e4|512", "24:k3e4,|512", "24:k3e4|x")) {
            assertThatThrownBy(() -> SubNetwork.parse(text))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("is no network of a search");
        }
    }
}
