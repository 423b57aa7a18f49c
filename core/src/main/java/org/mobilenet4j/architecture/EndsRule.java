package org.mobilenet4j.architecture;

/** How MobileNetV1's and V2's first and last layers follow the width multiplier. */
public enum EndsRule {
    /** The papers', torchvision's and timm's: the stem follows, the last layer never shrinks (V2, section 4). */
    GROWING,
    /**
     * timm's {@code fix_stem_head}: both stay as they are at width 1, and of a deeper network the first and the last stage
     * stay as long as they are.
     */
    FIXED,
    /** transformers' without {@code finegrained_output}: both follow. */
    SCALED
}
