package org.mobilenet4j.quantization;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ValueStatisticsTest {
    @Test
    void rangesKeepZeroExactAndCutWhatIsRare() {
        ValueStatistics seen = new ValueStatistics(1);
        float[] values = new float[100_000];
        for (int i = 0; i < values.length; i++) {
            values[i] = (i % 1000) * 1e-3f;
        }
        values[0] = 50;
        seen.add(values);

        assertThat(RangeMethod.MIN_MAX.largestMagnitude(seen)).isEqualTo(50);
        assertThat(RangeMethod.PERCENTILE.largestMagnitude(seen)).isBetween(0.98f, 1.05f);
        assertThat(RangeMethod.ENTROPY.largestMagnitude(seen)).isBetween(0.9f, 5f);
        for (Range range : List.of(new Range(-1.7f, 5.3f), new Range(0, 6), new Range(-2, 0), new Range(0, 0))) {
            assertThat(range.zeroPoint()).isBetween(0, 255);
        }
        assertThat(new Range(0, 6).zeroPoint()).isZero();
    }

    @Test
    void whatWasSeenDoesNotDependOnTheOrder() {
        float[] small = floats(0.001f);
        float[] large = floats(7);
        ValueStatistics one = new ValueStatistics(4);
        one.add(small);
        one.add(large);
        ValueStatistics other = new ValueStatistics(4);
        other.add(large);
        other.add(small);

        assertThat(one.counts()).isEqualTo(other.counts());
        assertThat(Arrays.stream(one.counts()).sum()).isEqualTo(2 * 4000 - 2); // zeros are not counted
        assertThat(one.limit()).isEqualTo(other.limit()).isEqualTo(8);
    }

    private static float[] floats(float largest) {
        float[] values = new float[4000];
        IntStream.range(0, values.length).forEach(i -> values[i] = largest * i / values.length);
        return values;
    }
}
