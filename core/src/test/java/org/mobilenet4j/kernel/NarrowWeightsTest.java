package org.mobilenet4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mobilenet4j.kernel.scalar.ScalarKernels;
import org.mobilenet4j.parameters.WeightType;

/** Products with narrow weights are those with the floats that these stand for, to the bit. */
@EveryWidth
class NarrowWeightsTest {
    private static final int OFFSET = 3;
    private static final WeightType[] NARROW = {WeightType.BFLOAT16, WeightType.INT8};

    private final SplittableRandom random = new SplittableRandom(20260102);

    @ParameterizedTest
    @CsvSource({
        "1, 1, 1",
        "1, 7, 13",
        "1, 8, 4",
        "1, 12, 8",
        "1, 16, 17",
        "1, 96, 24",
        "1, 257, 100",
        "1, 258, 300",
        "1, 64, 1000",
        "2, 16, 16",
        "4, 9, 257",
        "5, 3, 24",
        "6, 24, 33",
        "7, 13, 32",
        "11, 8, 31",
        "12, 32, 64",
        "13, 27, 40",
        "14, 41, 129",
        "23, 5, 72",
        "49, 96, 88",
        "49, 62, 160",
        "196, 16, 144",
        "12, 100, 1000"
    })
    void productsHaveTheBitsOfThoseWithRoundedFloats(int rows, int in, int out) {
        float[] input = values(OFFSET + rows * in);
        float[] weight = values(out * in);
        float[] bias = values(out);
        for (Kernels kernels :
                new Kernels[] {new ScalarKernels(), KernelSelection.chosen().kernels()}) {
            for (WeightType type : NARROW) {
                for (float low : new float[] {Float.NEGATIVE_INFINITY, 0}) {
                    float[] rounded = NarrowWeights.rounded(type, in, out, weight);
                    assertThat(narrow(kernels, type, rows, in, out, input, weight, bias, low))
                            .as("%s, %s", kernels.name(), type)
                            .isEqualTo(wide(kernels, rows, in, out, input, rounded, bias, low));
                }
            }
        }
    }

    private static float[] narrow(
            Kernels kernels,
            WeightType type,
            int rows,
            int in,
            int out,
            float[] input,
            float[] weight,
            float[] bias,
            float low) {
        float[] scales = NarrowWeights.scales(type, in, out, weight);
        int[] panels = new int[OFFSET + NarrowWeights.panelsLength(type, kernels.panel(), in, out)];
        NarrowWeights.panels(type, kernels.panel(), in, out, weight, scales, panels, OFFSET);
        float[] room = new float[OFFSET + kernels.narrowRoom(in) + 1];
        room[OFFSET + kernels.narrowRoom(in)] = 12345;
        float[] output = new float[OFFSET + rows * out + 1];
        output[OFFSET + rows * out] = 12345;
        kernels.narrowPointwise(
                type,
                rows,
                in,
                out,
                input,
                OFFSET,
                panels,
                OFFSET,
                padded(kernels, scales),
                OFFSET,
                padded(kernels, bias),
                OFFSET,
                low,
                Float.POSITIVE_INFINITY,
                room,
                OFFSET,
                output,
                OFFSET);
        assertThat(room).endsWith(12345).startsWith(0, 0, 0);
        return output;
    }

    private static float[] wide(
            Kernels kernels, int rows, int in, int out, float[] input, float[] weight, float[] bias, float low) {
        float[] panels = new float[OFFSET + WeightPacking.panelsLength(kernels.panel(), in, out)];
        WeightPacking.panels(kernels.panel(), in, out, weight, panels, OFFSET);
        float[] output = new float[OFFSET + rows * out + 1];
        output[OFFSET + rows * out] = 12345;
        kernels.pointwise(
                rows,
                in,
                out,
                input,
                OFFSET,
                panels,
                OFFSET,
                padded(kernels, bias),
                OFFSET,
                low,
                Float.POSITIVE_INFINITY,
                output,
                OFFSET);
        return output;
    }

    private static float[] padded(Kernels kernels, float[] values) {
        float[] padded = new float[OFFSET + WeightPacking.paddedOut(kernels.panel(), values.length)];
        System.arraycopy(values, 0, padded, OFFSET, values.length);
        return padded;
    }

    private float[] values(int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    @Test
    void bfloat16RoundsToTheNearestAndTiesToEven() {
        assertThat(NarrowWeights.rounded(WeightType.BFLOAT16, 6, 1, new float[] {
                    1 + 0x1p-8f, 1 + 3 * 0x1p-8f, 1 + 0x1.01p-8f, -0.0f, 0x1p-140f, -3.14159f
                }))
                .containsExactly(1, 1 + 0x1p-6f, 1 + 0x1p-7f, -0.0f, 0, -3.140625f);
    }

    @Test
    void anInt8ScaleIsTheLargestMagnitudeOfItsChannelBy127() {
        float[] weight = values(200);
        float[] rounded = NarrowWeights.rounded(WeightType.INT8, 100, 2, weight);
        float[] scales = NarrowWeights.scales(WeightType.INT8, 100, 2, weight);
        for (int i = 0; i < weight.length; i++) {
            float scale = scales[i / 100];
            assertThat(rounded[i]).isCloseTo(weight[i], within(0.5001f * scale));
            assertThat(Math.abs(Math.round(rounded[i] / scale))).isLessThanOrEqualTo(127);
        }
        assertThat(NarrowWeights.rounded(WeightType.INT8, 2, 2, new float[] {0, -0.0f, 127, 1.4f}))
                .containsExactly(0, 0, 127, 1);
    }

    /** As files of int8 have them: their largest level need not be 127, nor does dividing by it find the scale. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 60, 126, 127})
    void levelsOfInt8ComeBackExactly(int largest) {
        int in = 24;
        int out = 200;
        float[] weight = new float[in * out];
        for (int o = 0; o < out; o++) {
            float scale = (float) Math.exp(random.nextDouble(-12, 2));
            for (int i = 0; i < in; i++) {
                int level = i == 0 ? -largest : random.nextInt(-largest, largest + 1);
                weight[o * in + i] = level * scale;
            }
        }
        assertThat(NarrowWeights.rounded(WeightType.INT8, in, out, weight)).isEqualTo(weight);
    }
}
