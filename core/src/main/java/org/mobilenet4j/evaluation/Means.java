package org.mobilenet4j.evaluation;

import java.util.stream.DoubleStream;

/** Means that leave out what is not defined. */
final class Means {
    private Means() {}

    /** Of those that are numbers; NaN where none is. */
    static double of(double... values) {
        return DoubleStream.of(values)
                .filter(value -> !Double.isNaN(value))
                .average()
                .orElse(Double.NaN);
    }
}
