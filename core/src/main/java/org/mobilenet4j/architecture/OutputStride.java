package org.mobilenet4j.architecture;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.mobilenet4j.architecture.Layer.Convolution;

/**
 * Networks that keep more of the image to their last layer: behind a given stride, strides of 2 become dilations, so that
 * every filter still sees the same part of the image with the same weights (Chen et al. 2017, arXiv 1706.05587, section
 * 3.1; MobileNetV2, section 6.3).
 */
public enum OutputStride {
    /** A layer whose stride is taken away is itself dilated, as torchvision's MobileNetV3 is. */
    TORCHVISION,
    /** A layer whose stride is taken away keeps the dilation before it; those behind it are dilated. TensorFlow's way. */
    TENSORFLOW;

    /**
     * The network at an output stride.
     *
     * @param stride the most pixels of the input, along an axis, that become one: 8, 16 or 32
     * @throws IllegalArgumentException if the stride is none of these
     */
    public Network of(Network network, int stride) {
        if (stride != 8 && stride != 16 && stride != 32) {
            throw new IllegalArgumentException("output stride is " + stride + ", expected 8, 16 or 32");
        }
        Map<Location, Integer> strides = new HashMap<>(Map.of(Location.INPUT, 1));
        Map<Location, Integer> dilations = new HashMap<>(Map.of(Location.INPUT, 1));
        return network.map(node -> {
            int before = most(strides, node);
            int dilation = most(dilations, node);
            Node changed = node;
            if (node.layer() instanceof Convolution c) {
                boolean isTaken = before * c.stride() > stride;
                int behind = isTaken ? dilation * c.stride() : dilation;
                int own = this == TORCHVISION ? behind : dilation;
                changed = node.withLayer(
                        c.kernel() == 1
                                ? c.withStride(isTaken ? 1 : c.stride(), 1)
                                : c.withStride(isTaken ? 1 : c.stride(), own * c.dilation()));
                before = isTaken ? before : before * c.stride();
                dilation = behind;
            }
            strides.put(node.location(), before);
            dilations.put(node.location(), dilation);
            return changed;
        });
    }

    private static int most(Map<Location, Integer> of, Node node) {
        return node.inputs().stream()
                .mapToInt(input -> Objects.requireNonNull(of.get(input)))
                .max()
                .orElseThrow();
    }
}
