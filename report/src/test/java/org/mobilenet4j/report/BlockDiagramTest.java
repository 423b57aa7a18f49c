package org.mobilenet4j.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.mobilenet4j.MobileNet;
import org.mobilenet4j.Variant;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.io.InvalidInputException;

class BlockDiagramTest {
    private static final Network V2 = Variant.of(MobileNet.MOBILENET_V2).network();

    @Test
    void showsEveryLayerWithItsShapeAndCost() {
        assertThat(BlockDiagram.svg(V2, 224, 224, "stages.1.1"))
                .startsWith("<svg")
                .contains(
                        "56 x 56 x 24",
                        "convolution 1 x 1, relu6 (10,838,016 multiply-adds)",
                        "56 x 56 x 144",
                        "depthwise 3 x 3, relu6 (4,064,256 multiply-adds)",
                        ">sum<");
    }

    /** Slabs are as wide as their channels: 24 of 144 are a sixth of the widest. */
    @Test
    void drawsValuesAsWideAsTheirChannels() {
        assertThat(BlockDiagram.svg(V2, 224, 224, "stages.1.1"))
                .contains("width=\"320\" height=\"26\"", "width=\"53.33\" height=\"26\"");
    }

    @Test
    void drawsAShortcutOnlyWhereThereIsOne() {
        assertThat(BlockDiagram.svg(V2, 224, 224, "stages.1.1")).contains("#c2571a");
        assertThat(BlockDiagram.svg(V2, 224, 224, "stages.1.0")).doesNotContain("#c2571a");
    }

    @Test
    void namesTheBlocksThatThereAre() {
        assertThatThrownBy(() -> BlockDiagram.svg(V2, 224, 224, "stages.9"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("the block is 'stages.9', expected one of stem, stages.0.0, stages.1.0");
    }
}
