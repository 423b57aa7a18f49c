package org.mobilenet4j.parameters;

/**
 * What the inference engine keeps a network's matrices in: 1 x 1 convolutions, linear layers and those of squeeze-excite.
 * Narrow ones are widened again as they are used, and all arithmetic is in float32, so that only the weights are rounded.
 */
public enum WeightType {
    /** As the parameters are. */
    FLOAT32(1),
    /** The upper half of a float32's bits, rounded to nearest, ties to even. */
    BFLOAT16(2),
    /**
     * Levels of -127 to 127 times a scale of each output channel, which is its largest magnitude / 127, or the scale that gives
     * all of the channel's values back to the bit, where there is one.
     */
    INT8(4);

    private final int perWord;

    WeightType(int perWord) {
        this.perWord = perWord;
    }

    /** How many weights are kept in 32 bits. */
    public int perWord() {
        return perWord;
    }

    /** Whether weights are kept in fewer bits than they are computed with. */
    public boolean isNarrow() {
        return this != FLOAT32;
    }
}
