package org.mobilenet4j.quantization;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FilterLevelsTest {
    @Test
    void eachOutputChannelHasAScaleOfItsOwn() {
        float[] weight = {1.27f, -0.635f, 0.012f, 127, 1.4f, -1.6f};

        FilterLevels levels = FilterLevels.of(weight, new float[] {0.02f, -3}, 0.5f);

        assertThat(levels.scales()).containsExactly(0.01f, 1);
        assertThat(levels.weights()).containsExactly(127, -64, 1, 127, 1, -2); // -63.5 goes to the even level
        assertThat(levels.biasScales()).containsExactly(0.005f, 0.5f);
        assertThat(levels.biases()).containsExactly(4, -6);
    }

    @Test
    void whatTheLevelsStandForIsWithinHalfALevel() {
        float[] weight = {0.31f, -0.2f, 0.11f, -0.07f};
        float[] rounded = new float[4];
        float[] bias = new float[1];

        FilterLevels levels = FilterLevels.of(weight, new float[] {0.3f}, 0.02f);
        levels.dequantize(rounded, bias);

        for (int i = 0; i < 4; i++) {
            assertThat(Math.abs(rounded[i] - weight[i])).isLessThanOrEqualTo(levels.scales()[0] / 2 + 1e-7f);
        }
        assertThat(rounded[0]).isEqualTo(127 * levels.scales()[0]);
        assertThat(Math.abs(bias[0] - 0.3f)).isLessThanOrEqualTo(levels.biasScales()[0] / 2 + 1e-7f);
    }

    @Test
    void aBiasFarLargerThanTheWeightsCoarsensThem() {
        FilterLevels levels = FilterLevels.of(new float[] {1e-6f}, new float[] {1000}, 0.001f);

        assertThat(levels.biases()[0]).isBetween((1 << 30) - 100, 1 << 30);
        assertThat(levels.weights()[0]).isZero();
    }
}
