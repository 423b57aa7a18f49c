package org.mobilenet4j.architecture;

/** The non-linearities of the family. */
public enum Activation {
    /** The identity: the linear bottleneck of MobileNetV2, section 3.2. */
    NONE,
    /** {@code max(x, 0)}. */
    RELU,
    /** {@code min(max(x, 0), 6)}. */
    RELU6,
    /** {@code x * relu6(x + 3) / 6}, MobileNetV3, section 5.2. */
    HARD_SWISH,
    /** {@code relu6(x + 3) / 6}, the gate of MobileNetV3's squeeze-excite. */
    HARD_SIGMOID,
    /** {@code 1 / (1 + exp(-x))}, the gate of LR-ASPP (MobileNetV3, section 6.4). */
    SIGMOID
}
