package org.mobilenet4j.formats.graph;

import org.mobilenet4j.architecture.Activation;

/** What files apply to every element of a value. */
public enum Function {
    RELU,
    RELU6,
    HARD_SIGMOID,
    /** {@code relu6(x + 3)}: a hard sigmoid before it is divided by 6. */
    SIX_HARD_SIGMOID,
    HARD_SWISH,
    /** {@code x * relu6(x + 3)}: a hard swish before it is divided by 6. */
    SIX_HARD_SWISH,
    SIGMOID,
    /** Over the channels of a vector. */
    SOFTMAX;

    /** The activation that a layer of this library computes with its product. */
    Activation activation(ForeignGraph graph) {
        return switch (this) {
            case RELU -> Activation.RELU;
            case RELU6 -> Activation.RELU6;
            case HARD_SIGMOID -> Activation.HARD_SIGMOID;
            case HARD_SWISH -> Activation.HARD_SWISH;
            case SIGMOID -> Activation.SIGMOID;
            case SIX_HARD_SIGMOID, SIX_HARD_SWISH ->
                throw graph.unsupported("relu6(x + 3), which is not divided by 6 as hard-swish is");
            case SOFTMAX -> throw graph.unsupported("a softmax before the end of the network");
        };
    }
}
