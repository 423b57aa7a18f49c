package org.mobilenet4j.architecture;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a network is made of. Closed: every reading of a network is a {@code switch} over these kinds. A layer knows the
 * channels that it reads and gives, and nothing of heights and widths.
 */
public sealed interface Layer {
    /**
     * A convolution, its batch norm or bias, and its activation: the unit that every engine computes in one go.
     *
     * @param groups 1 for a dense convolution, {@code inChannels} for a depthwise one; nothing between occurs
     * @param norm the normalisation that follows, or null
     * @param hasBias whether a bias is added; never beside a norm, which would take it out again
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
            boolean hasBias,
            Activation activation)
            implements Layer {
        public Convolution {
            requireChannels("inChannels", inChannels);
            requireChannels("outChannels", outChannels);
            requireWithin("kernel", kernel, MOST_PIXELS);
            requireWithin("stride", stride, MOST_PIXELS);
            requireWithin("dilation", dilation, MOST_PIXELS);
            if (kernel % 2 == 0) {
                throw new IllegalArgumentException("kernel is " + kernel + ", expected an odd size");
            }
            if (groups != 1 && (groups != inChannels || groups != outChannels)) {
                throw new IllegalArgumentException("groups is " + groups + ", expected 1 (dense) or, as inChannels and"
                        + " outChannels, " + inChannels + " (depthwise)");
            }
            if (norm != null && hasBias) {
                throw new IllegalArgumentException("a convolution with a norm has a bias, expected one or the other");
            }
        }

        /** A dense {@code kernel x kernel} convolution with a norm. */
        public static Convolution dense(
                int inChannels, int outChannels, int kernel, int stride, Options options, Activation activation) {
            return new Convolution(
                    inChannels,
                    outChannels,
                    kernel,
                    stride,
                    1,
                    1,
                    options.padding(),
                    options.norm(),
                    false,
                    activation);
        }

        /** A 1 x 1 convolution with a norm: a matrix product at every pixel. */
        public static Convolution pointwise(int inChannels, int outChannels, Options options, Activation activation) {
            return dense(inChannels, outChannels, 1, 1, options, activation);
        }

        /** A 1 x 1 convolution with a bias and nothing behind it: what a head predicts at every pixel. */
        public static Convolution prediction(int inChannels, int outChannels, Options options) {
            return new Convolution(inChannels, outChannels, 1, 1, 1, 1, options.padding(), null, true, Activation.NONE);
        }

        /** One {@code kernel x kernel} filter for each channel, with a norm. */
        public static Convolution depthwise(
                int channels, int kernel, int stride, Options options, Activation activation) {
            return new Convolution(
                    channels,
                    channels,
                    kernel,
                    stride,
                    1,
                    channels,
                    options.padding(),
                    options.norm(),
                    false,
                    activation);
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

        /** The same with its norm made part of its weights and a bias. */
        public Convolution folded() {
            return new Convolution(
                    inChannels, outChannels, kernel, stride, dilation, groups, padding, null, true, activation);
        }

        /** The same with other settings of its norm, or without a norm. */
        public Convolution withNorm(@Nullable BatchNorm other) {
            return new Convolution(
                    inChannels, outChannels, kernel, stride, dilation, groups, padding, other, hasBias, activation);
        }

        /** The same that moves by other steps over pixels of other distances. */
        public Convolution withStride(int newStride, int newDilation) {
            return new Convolution(
                    inChannels,
                    outChannels,
                    kernel,
                    newStride,
                    newDilation,
                    groups,
                    padding,
                    norm,
                    hasBias,
                    activation);
        }

        /** The same between other numbers of channels; a depthwise one stays so. */
        public Convolution withChannels(int newIn, int newOut) {
            return new Convolution(
                    newIn,
                    newOut,
                    kernel,
                    stride,
                    dilation,
                    groups == 1 ? 1 : newIn,
                    padding,
                    norm,
                    hasBias,
                    activation);
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
        /** What the values within the layer are called, behind its location: the means of the channels. */
        public static final String MEANS = "/means";

        /** The vector between the two matrices. */
        public static final String SQUEEZED = "/squeezed";

        /** What the channels are scaled by. */
        public static final String FACTORS = "/factors";

        public SqueezeExcite {
            requireChannels("channels", channels);
            requireChannels("squeezed", squeezed);
        }
    }

    /** The sum of two values of one shape: a block's shortcut. */
    record Add() implements Layer {}

    /** The product of two values of one shape; where the second is a vector, it scales the channels of the first. */
    record Multiply() implements Layer {}

    /** Values of one height and width, their channels one behind the other. */
    record Concatenate() implements Layer {}

    /**
     * The first value resized bilinearly to the height and width of the second, as PyTorch's {@code interpolate} with
     * {@code align_corners=False} does; of the second only the size is read.
     */
    record Upsample() implements Layer {}

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

    /** A matrix product of a vector, with a bias, and its activation. */
    record Linear(int inFeatures, int outFeatures, Activation activation) implements Layer {
        public Linear {
            requireChannels("inFeatures", inFeatures);
            requireChannels("outFeatures", outFeatures);
        }
    }

    /** No more channels of a value than these: what a file says is not trusted. */
    int MOST_CHANNELS = 1 << 20;

    private static void requireChannels(String name, int value) {
        requireWithin(name, value, MOST_CHANNELS);
    }

    /** No kernel, stride or dilation is longer. */
    int MOST_PIXELS = 1 << 10;

    private static void requireWithin(String name, int value, int most) {
        if (value < 1 || value > most) {
            throw new IllegalArgumentException(name + " is " + value + ", expected 1 to " + most);
        }
    }

    /**
     * The channels of the value that the layer computes.
     *
     * @param inputs the channels of the values that it reads
     * @throws IllegalArgumentException if the layer cannot read these
     */
    default int outChannels(List<Integer> inputs) {
        return switch (this) {
            case Convolution c -> {
                require(inputs, c.inChannels);
                yield c.outChannels;
            }
            case SqueezeExcite s -> {
                require(inputs, s.channels);
                yield s.channels;
            }
            case Linear l -> {
                require(inputs, l.inFeatures);
                yield l.outFeatures;
            }
            case Add a -> {
                requireCount(inputs, 2);
                require(inputs.subList(1, 2), inputs.getFirst());
                yield inputs.getFirst();
            }
            case Multiply m -> {
                requireCount(inputs, 2);
                require(inputs.subList(1, 2), inputs.getFirst());
                yield inputs.getFirst();
            }
            case Concatenate c -> inputs.stream().mapToInt(Integer::intValue).sum();
            case Upsample u -> {
                requireCount(inputs, 2);
                yield inputs.getFirst();
            }
            case GlobalAveragePool p -> {
                requireCount(inputs, 1);
                yield inputs.getFirst();
            }
            case Dropout d -> {
                requireCount(inputs, 1);
                yield inputs.getFirst();
            }
        };
    }

    private static void require(List<Integer> inputs, int channels) {
        requireCount(inputs, 1);
        if (inputs.getFirst() != channels) {
            throw new IllegalArgumentException("reads " + inputs.getFirst() + " channels, expected " + channels);
        }
    }

    private static void requireCount(List<Integer> inputs, int count) {
        if (inputs.size() != count) {
            throw new IllegalArgumentException("reads " + inputs.size() + " values, expected " + count);
        }
    }
}
