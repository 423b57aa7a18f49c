package org.mobilenet4j.spark.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ExactSumTest {
    @Test
    void theOrderOfNumbersDoesNotMatter() {
        double[] numbers = new Random(1)
                .doubles(1000)
                .map(x -> x * Math.pow(2, 60 * x - 30))
                .toArray();
        ExactSum forwards = new ExactSum();
        ExactSum inParts = new ExactSum();
        for (double number : numbers) {
            forwards.add(number);
        }
        for (int part = 9; part >= 0; part--) {
            ExactSum sum = new ExactSum();
            for (int i = 99; i >= 0; i--) {
                sum.add(numbers[100 * part + i]);
            }
            inParts.add(sum);
        }

        assertThat(inParts.value()).isEqualTo(forwards.value()).isPositive();
    }

    @Test
    void whatIsNoNumberStaysOne() {
        ExactSum sum = new ExactSum();
        sum.add(1);
        sum.add(Double.POSITIVE_INFINITY);
        assertThat(sum.value()).isEqualTo(Double.POSITIVE_INFINITY);
        sum.add(Double.NaN);
        assertThat(sum.value()).isNaN();
    }
}
