package org.mobilenet4j.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mobilenet4j.GoldenFill;
import org.mobilenet4j.MobileNet;
import org.mobilenet4j.TinyModels;
import org.mobilenet4j.weights.Parameters;

/** A network that is looked into says the same at every tap, fused or layer by layer. */
class TapTest {
    private final float[] image = GoldenFill.images(1, 3, 32)[0];

    @ParameterizedTest
    @EnumSource(names = {"MOBILENET_V1", "MOBILENET_V2", "MOBILENET_V3_SMALL"})
    void everyTapAgreesWhetherBlocksAreFusedOrNot(MobileNet variant) {
        Parameters parameters = TinyModels.of(variant, "a", "b").parameters();
        CompiledModel fused = Compiler.compile(parameters);
        CompiledModel layerByLayer = Compiler.compileLayerByLayer(parameters);

        assertThat(layerByLayer.taps()).containsAll(fused.taps()).contains("stages.1.0.depthwise");
        assertThat(layerByLayer.logits(image)).containsExactly(fused.logits(image), within(1e-4f));
        for (String tap : fused.taps()) {
            FeatureMap map = fused.featureMap(image, tap);
            assertThat(layerByLayer.featureMap(image, tap).values())
                    .as(tap)
                    .hasSize(map.height() * map.width() * map.channels())
                    .containsExactly(map.values(), within(1e-4f));
        }
    }

    @Test
    void onePassHandsOverWhatSinglePassesDo() {
        CompiledModel model = Compiler.compileLayerByLayer(
                TinyModels.of(MobileNet.MOBILENET_V3_SMALL, "a", "b").parameters());
        List<FeatureMap> maps = new ArrayList<>();

        model.forEachFeatureMap(image, maps::add);

        assertThat(maps).extracting(FeatureMap::tap).containsExactlyElementsOf(model.taps());
        for (FeatureMap map : maps) {
            assertThat(model.featureMap(image, map.tap()).values()).containsExactly(map.values());
        }
    }

    @Test
    void theLastMapsMeansAreTheFeatures() {
        CompiledModel model =
                Compiler.compile(TinyModels.of(MobileNet.MOBILENET_V2, "a", "b").parameters());

        assertThat(model.featureMap(image, "last").channelMeans())
                .containsExactly(model.features(image), within(1e-5f));
    }

    @Test
    void namesTheTapsWhereOneIsUnknown() {
        CompiledModel model =
                Compiler.compile(TinyModels.of(MobileNet.MOBILENET_V2, "a", "b").parameters());

        assertThatThrownBy(() -> model.featureMap(image, "stages.9"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("there is no tap stages.9 among [stem, stages.0, stages.1, stages.2, stages.3, stages.4,"
                        + " stages.5, stages.6, last]");
    }
}
