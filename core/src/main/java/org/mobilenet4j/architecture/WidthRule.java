package org.mobilenet4j.architecture;

/**
 * How MobileNetV3's layers follow the width multiplier. The two families of published weights disagree below width 1.0;
 * at 1.0 they are the same network. (MobileNetV1 and V2 have one rule.)
 */
public enum WidthRule {
    /**
     * torchvision: expansions are scaled and rounded on their own, and the layer before the classifier shrinks with
     * the rest.
     */
    TORCHVISION,
    /**
     * TensorFlow, Keras and timm: an expansion is a factor on the block's rounded input, the layer before the
     * classifier never shrinks, nor does the stem below width 0.75.
     */
    TENSORFLOW
}
