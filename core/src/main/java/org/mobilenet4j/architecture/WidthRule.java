package org.mobilenet4j.architecture;

/**
 * How MobileNetV3's layers follow the width multiplier. The families of published weights disagree below width 1.0; at 1.0
 * they are the same network. (MobileNetV1 and V2 have one rule, but for widths up to 0.1.)
 */
public enum WidthRule {
    /**
     * torchvision: expansions are scaled and rounded on their own, and the layer before the classifier shrinks with
     * the rest.
     */
    TORCHVISION,
    /**
     * TensorFlow's models and timm: an expansion is a factor on the block's rounded input, the layer before the
     * classifier never shrinks, nor does the stem below width 0.75.
     */
    TENSORFLOW,
    /**
     * {@code keras.applications}: as {@link #TENSORFLOW}, but the stem has 16 channels at every width, the last convolution
     * six times those before it, and channels are multiples of 8 at widths up to 0.1, too.
     */
    KERAS
}
