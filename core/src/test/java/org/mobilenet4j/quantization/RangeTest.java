package org.mobilenet4j.quantization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RangeTest {
    /** ONNX's QuantizeLinear and DequantizeLinear as their definition has them. */
    private static float quantizedAndBack(float value, Range range) {
        double level = Math.rint(value / range.scale()) + range.zeroPoint();
        return (float) (Math.clamp(level, 0, 255) - range.zeroPoint()) * range.scale();
    }

    @ParameterizedTest
    @CsvSource({"0, 6", "-3, 3", "-0.375, 8.2", "0, 1", "-7.1, 0", "-1e-3, 4e3", "0, 0"})
    void roundsAsOnnxDefinesIt(float low, float high) {
        Range range = new Range(low, high);
        SplittableRandom random = new SplittableRandom(1);
        for (int length : new int[] {1, 7, 16, 101}) {
            float[] values = new float[length + 3];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) random.nextDouble(1.2 * low - 0.1, 1.2 * high + 0.1);
            }
            float[] rounded = values.clone();

            range.round(rounded, 2, length);

            for (int i = 0; i < values.length; i++) {
                boolean isWithin = i >= 2 && i < 2 + length;
                assertThat(rounded[i] + 0f).isEqualTo(isWithin ? quantizedAndBack(values[i], range) + 0f : values[i]);
                if (isWithin) {
                    assertThat(range.round(values[i])).isEqualTo(rounded[i]);
                }
            }
        }
    }

    @Test
    void twoNearLevelsGiveTheEvenOne() {
        Range units = new Range(-100, 155);

        assertThat(units.scale()).isEqualTo(1);
        assertThat(units.round(0.5f)).isEqualTo(0);
        assertThat(units.round(1.5f)).isEqualTo(2);
        assertThat(units.round(-2.5f)).isEqualTo(-2);
    }

    @Test
    void whatIsBeyondTheLevelsBecomesTheLast() {
        Range units = new Range(-100, 155);

        assertThat(units.round(1e9f)).isEqualTo(155).isEqualTo(units.highest());
        assertThat(units.round(-1e9f)).isEqualTo(-100).isEqualTo(units.lowest());
        assertThat(units.covers(155)).isTrue();
        assertThat(units.covers(155.01f)).isFalse();
        assertThat(units.covers(-100.01f)).isFalse();
    }

    @Test
    void zeroIsWithinEveryRange() {
        assertThat(new Range(-0.3f, 5).round(0)).isZero();
        assertThatThrownBy(() -> new Range(1, 2)).hasMessage("a range from 1.0 to 2.0, expected 0 within");
    }
}
