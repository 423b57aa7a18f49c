package org.mobilenet4j.architecture;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a network is made of. Closed: every reading of a network switches over these kinds. */
public sealed interface Layer {
    /**
     * A convolution, its batch norm and its activation: the unit that every engine computes in one go.
     *
     * @param groups 1 for a dense convolution, {@code inChannels} for a depthwise one; nothing between occurs
     * @param norm the normalisation that follows, or null, in which case the convolution has a bias
     */
    record Convolution(
            int inChannels,
            int outChannels,
            int kernel,
            int stride,
            int dilation,
            int groups,
            PaddingMode padding,
            @Nullable BatchNorm norm,
            Activation activation)
            implements Layer {
        public Convolution {
            requirePositive("inChannels", inChannels);
            requirePositive("outChannels", outChannels);
            requirePositive("kernel", kernel);
            requirePositive("stride", stride);
            requirePositive("dilation", dilation);
            if (kernel % 2 == 0) {
                throw new IllegalArgumentException("kernel is " + kernel + ", expected an odd size");
            }
            if (groups != 1 && (groups != inChannels || groups != outChannels)) {
                throw new IllegalArgumentException("groups is " + groups + ", expected 1 (dense) or, as inChannels and"
                        + " outChannels, " + inChannels + " (depthwise)");
            }
        }

        /** A dense {@code kernel x kernel} convolution. */
        public static Convolution dense(
                int inChannels, int outChannels, int kernel, int stride, Options options, Activation activation) {
            return new Convolution(
                    inChannels, outChannels, kernel, stride, 1, 1, options.padding(), options.norm(), activation);
        }

        /** A 1 x 1 convolution: a matrix product at every pixel. */
        public static Convolution pointwise(int inChannels, int outChannels, Options options, Activation activation) {
            return dense(inChannels, outChannels, 1, 1, options, activation);
        }

        /** One {@code kernel x kernel} filter for each channel. */
        public static Convolution depthwise(
                int channels, int kernel, int stride, Options options, Activation activation) {
            return new Convolution(
                    channels, channels, kernel, stride, 1, channels, options.padding(), options.norm(), activation);
        }

        public boolean isDepthwise() {
            return groups > 1;
        }

        public boolean isPointwise() {
            return kernel == 1 && stride == 1 && groups == 1;
        }

        /** The number of output positions along an axis of {@code input} positions. */
        public int outputExtent(int input) {
            return padding.output(input, kernel, stride, dilation);
        }

        /** The number of zeros before the first of {@code input} positions. */
        public int paddingBefore(int input) {
            return padding.before(input, kernel, stride, dilation);
        }
    }

    /**
     * Squeeze-and-excite: the mean of each channel passes two small matrices and scales the channel (Hu et al. 2018;
     * MobileNetV3, section 5.3). ReLU between, hard-sigmoid at the end.
     *
     * @param channels the channels that are scaled
     * @param squeezed the channels between the two matrices
     */
    record SqueezeExcite(int channels, int squeezed) implements Layer {
        public SqueezeExcite {
            requirePositive("channels", channels);
            requirePositive("squeezed", squeezed);
        }
    }

    /**
     * A depthwise convolution between matrix products. With an expansion before it and a linear projection behind it,
     * this is MobileNetV2's inverted residual (section 3.3); without an expansion (t = 1) V2's first block; without an
     * expansion and with an activation at the end, MobileNetV1's depthwise separable convolution.
     *
     * @param expand the pointwise expansion, or null where the factor is 1
     * @param squeezeExcite between depthwise and projection, or null
     * @param hasShortcut whether the block's input is added to its output
     */
    record Block(
            @Nullable Convolution expand,
            Convolution depthwise,
            @Nullable SqueezeExcite squeezeExcite,
            Convolution project,
            boolean hasShortcut)
            implements Layer {
        public Block {
            if (hasShortcut && (depthwise.stride() != 1 || inChannels(expand, depthwise) != project.outChannels())) {
                throw new IllegalArgumentException(
                        "a shortcut needs stride 1 and as many channels out as in, found stride " + depthwise.stride()
                                + ", " + inChannels(expand, depthwise) + " in and " + project.outChannels() + " out");
            }
        }

        /**
         * An inverted residual: expanded where {@code expanded} differs from {@code inChannels}, with a shortcut at
         * stride 1 and equal channels.
         *
         * @param squeezed squeeze-excite's inner channels; 0 for none
         */
        public static Block invertedResidual(
                int inChannels,
                int expanded,
                int outChannels,
                int kernel,
                int stride,
                int squeezed,
                Activation activation,
                Options options) {
            return new Block(
                    expanded == inChannels ? null : Convolution.pointwise(inChannels, expanded, options, activation),
                    Convolution.depthwise(expanded, kernel, stride, options, activation),
                    squeezed == 0 ? null : new SqueezeExcite(expanded, squeezed),
                    Convolution.pointwise(expanded, outChannels, options, Activation.NONE),
                    stride == 1 && inChannels == outChannels);
        }

        public int inChannels() {
            return inChannels(expand, depthwise);
        }

        public int outChannels() {
            return project.outChannels();
        }

        /** The layers of the block in the order of computation. */
        public List<Layer> layers() {
            List<Layer> layers = new ArrayList<>(4);
            if (expand != null) {
                layers.add(expand);
            }
            layers.add(depthwise);
            if (squeezeExcite != null) {
                layers.add(squeezeExcite);
            }
            layers.add(project);
            return layers;
        }

        private static int inChannels(@Nullable Convolution expand, Convolution depthwise) {
            return expand != null ? expand.inChannels() : depthwise.inChannels();
        }
    }

    /** The mean of each channel over all pixels. */
    record GlobalAveragePool() implements Layer {}

    /** In training, zeroes a share of the values and scales the rest; in inference, nothing. */
    record Dropout(double rate) implements Layer {
        public Dropout {
            if (!(rate >= 0 && rate < 1)) {
                throw new IllegalArgumentException("dropout is " + rate + ", expected in [0, 1)");
            }
        }
    }

    /** A matrix product with a bias, and its activation. */
    record Linear(int inFeatures, int outFeatures, Activation activation) implements Layer {
        public Linear {
            requirePositive("inFeatures", inFeatures);
            requirePositive("outFeatures", outFeatures);
        }
    }

    private static void requirePositive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " is " + value + ", expected at least 1");
        }
    }
}
