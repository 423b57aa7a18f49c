package org.mobilenet4j.architecture;

/** One parameter or statistic of a network: which layer's, and what it is there. */
public record ParameterId(Location location, Kind kind) {
    /** What a tensor is to its layer. */
    public enum Kind {
        /** Of a convolution (OIHW) or a matrix product (out x in). */
        WEIGHT,
        BIAS,
        NORM_SCALE,
        NORM_SHIFT,
        NORM_MEAN,
        NORM_VARIANCE,
        /** How many batches the running statistics have seen: a scalar that only PyTorch reads. */
        NORM_BATCHES,
        SQUEEZE_WEIGHT,
        SQUEEZE_BIAS,
        EXCITE_WEIGHT,
        EXCITE_BIAS;

        /** Whether training changes it by its gradient; the others are statistics. */
        public boolean isTrained() {
            return switch (this) {
                case NORM_MEAN, NORM_VARIANCE, NORM_BATCHES -> false;
                case WEIGHT, BIAS, NORM_SCALE, NORM_SHIFT, SQUEEZE_WEIGHT, SQUEEZE_BIAS, EXCITE_WEIGHT, EXCITE_BIAS ->
                    true;
            };
        }
    }

    @Override
    public String toString() {
        return location + "/" + kind;
    }
}
