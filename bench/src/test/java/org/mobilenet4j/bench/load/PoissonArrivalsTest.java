package org.mobilenet4j.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PoissonArrivalsTest {
    private static final int COUNT = 100_000;
    private static final double PER_SECOND = 250;

    @Test
    void comeAtTheRateWithGapsThatSpreadAsTheExponentialDoes() {
        PoissonArrivals arrivals = new PoissonArrivals(PER_SECOND, 1);
        double last = 0;
        double squares = 0;
        for (int i = 0; i < COUNT; i++) {
            double next = arrivals.next();
            squares += (next - last) * (next - last);
            last = next;
        }

        double mean = last / COUNT;
        assertThat(mean).isCloseTo(1e9 / PER_SECOND, within(0.02e9 / PER_SECOND));
        // The mean square of an exponential is twice the mean's square.
        assertThat(squares / COUNT / (mean * mean)).isCloseTo(2, within(0.1));
    }

    @Test
    void areTheSameForTheSameSeed() {
        assertThat(first(new PoissonArrivals(PER_SECOND, 7)))
                .isEqualTo(first(new PoissonArrivals(PER_SECOND, 7)))
                .isNotEqualTo(first(new PoissonArrivals(PER_SECOND, 8)));
    }

    private static long[] first(PoissonArrivals arrivals) {
        return LongStream.generate(arrivals::next).limit(100).toArray();
    }
}
