package org.mobilenet4j.compression;

/** What a network costs. */
public enum Cost {
    /** Milliseconds an image, as the table of this machine's latencies predicts. */
    LATENCY("latency", "ms"),
    /** Multiply-adds of convolutions and matrix products for an image. */
    MULTIPLY_ADDS("madds", "M"),
    /** Weights, biases, and the scales and shifts of norms. */
    PARAMETERS("params", "M");

    private final String name;
    private final String unit;

    Cost(String name, String unit) {
        this.name = name;
        this.unit = unit;
    }

    /** What a value is counted in, when it is written: milliseconds, or millions. */
    public String unit() {
        return unit;
    }

    /** The name as people write it. */
    @Override
    public String toString() {
        return name;
    }
}
