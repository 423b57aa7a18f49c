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
import org.mobilenet4j.parameters.Parameters;

/** A network that is looked into says the same at every tap, fused or layer by layer. */
class TapTest {
    private final float[] image = GoldenFill.images(1, 3, 32)[0];

    @ParameterizedTest
    @EnumSource(names = {"MOBILENET_V1", "MOBILENET_V2", "MOBILENET_V3_SMALL"})
    void everyTapAgreesWhetherBlocksAreFusedOrNot(MobileNet variant) {
        Parameters parameters = TinyModels.of(variant, "a", "b").parameters();
        CompiledNetwork fused = Compiler.compile(parameters, 32, 32);
        CompiledNetwork layerByLayer = Compiler.compileLayerByLayer(parameters, 32, 32);

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
        CompiledNetwork model = Compiler.compileLayerByLayer(
                TinyModels.of(MobileNet.MOBILENET_V3_SMALL, "a", "b").parameters(), 32, 32);
        List<FeatureMap> maps = new ArrayList<>();

        model.forEachFeatureMap(image, maps::add);

        assertThat(maps).extracting(FeatureMap::tap).containsExactlyElementsOf(model.taps());
        for (FeatureMap map : maps) {
            assertThat(model.featureMap(image, map.tap()).values()).containsExactly(map.values());
        }
    }

    @Test
    void theLastMapsMeansAreTheFeatures() {
        CompiledNetwork model =
                Compiler.compile(TinyModels.of(MobileNet.MOBILENET_V2, "a", "b").parameters(), 32, 32);

        assertThat(model.featureMap(image, "last").channelMeans())
                .containsExactly(model.features(image), within(1e-5f));
    }

    @ParameterizedTest
    @EnumSource(names = {"MOBILENET_V1", "MOBILENET_V2", "MOBILENET_V3_SMALL"})
    void oneCallGivesTheLogitsAndTheFeaturesOfTwo(MobileNet variant) {
        CompiledNetwork model =
                Compiler.compile(TinyModels.of(variant, "a", "b").parameters(), 32, 32);
        CompiledNetwork.Input input = (out, offset) -> System.arraycopy(image, 0, out, offset, image.length);

        for (CompiledNetwork each : List.of(model, model.withThreads(2))) {
            ClassifierOutputs outputs = each.outputs(input);
            assertThat(outputs.logits()).containsExactly(model.logits(image));
            assertThat(outputs.features()).containsExactly(model.features(image));
        }
    }

    @Test
    void namesTheTapsWhereOneIsUnknown() {
        CompiledNetwork model =
                Compiler.compile(TinyModels.of(MobileNet.MOBILENET_V2, "a", "b").parameters(), 32, 32);

        assertThatThrownBy(() -> model.featureMap(image, "stages.9"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("there is no tap stages.9 among " + model.taps());
    }
}
