package org.mobilenet4j.spark.evaluation;

import java.io.Serializable;
import java.math.BigDecimal;

/** A sum of numbers that is the same to the bit in whatever order and groups they are added. Not thread-safe. */
final class ExactSum implements Serializable {
    private static final long serialVersionUID = 1L;

    private BigDecimal finite = BigDecimal.ZERO;

    /** What is infinite or no number, which no exact sum holds. */
    private double others;

    void add(double number) {
        if (Double.isFinite(number)) {
            finite = finite.add(new BigDecimal(number));
        } else {
            others += number;
        }
    }

    void add(ExactSum other) {
        finite = finite.add(other.finite);
        others += other.others;
    }

    /** The sum, rounded once. */
    double value() {
        return others == 0 ? finite.doubleValue() : others;
    }
}
