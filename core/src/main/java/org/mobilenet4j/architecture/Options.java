package org.mobilenet4j.architecture;

import java.util.List;

/**
 * What every variant of the family can be asked for. Immutable; each option has a method that gives a changed copy.
 *
 * @param width the width multiplier; any positive number
 * @param classes outputs of the classifier
 * @param inputChannels 3 for colour, 1 for grey
 * @param dropout the share dropped before the classifier in training
 * @param norm eps and momentum of every batch norm
 * @param widthRule how MobileNetV3 follows the width
 * @param skippedHalvings which of the five strides of 2 become 1, so that small inputs keep some area to the last layer,
 *     counted from 1, the stem's, and ascending: the first suits 64 pixels, two of them suit CIFAR's 32; the weights' shapes
 *     stay
 * @param depth how many times as many blocks V1 and V2 have, rounded up in each stage; V3 knows only 1
 * @param ends how V1's and V2's first and last layers follow the width
 */
public record Options(
        double width,
        int classes,
        int inputChannels,
        double dropout,
        BatchNorm norm,
        PaddingMode padding,
        WidthRule widthRule,
        List<Integer> skippedHalvings,
        double depth,
        EndsRule ends) {
    /** Width 1.0, ImageNet's 1000 classes, colour, and torchvision's choices for the rest. */
    public static final Options DEFAULT = new Options(
            1.0,
            1000,
            3,
            0.2,
            BatchNorm.TORCH,
            PaddingMode.TORCH,
            WidthRule.TORCHVISION,
            List.of(),
            1.0,
            EndsRule.GROWING);

    /** How often every network of the family halves its input's sides. */
    private static final int HALVINGS = 5;

    private static final int MOST_CLASSES = 1_000_000;
    static final int MOST_INPUT_CHANNELS = 1024;

    public Options {
        if (!(width > 0 && width <= 16)) {
            throw new IllegalArgumentException("width is " + width + ", expected above 0 and at most 16");
        }
        if (classes < 1 || classes > MOST_CLASSES) {
            throw new IllegalArgumentException("classes is " + classes + ", expected 1 to 1000000");
        }
        if (inputChannels < 1 || inputChannels > MOST_INPUT_CHANNELS) {
            throw new IllegalArgumentException("inputChannels is " + inputChannels + ", expected 1 to 1024");
        }
        if (!(dropout >= 0 && dropout < 1)) {
            throw new IllegalArgumentException("dropout is " + dropout + ", expected in [0, 1)");
        }
        if (!(depth > 0 && depth <= 16)) {
            throw new IllegalArgumentException("depth is " + depth + ", expected above 0 and at most 16");
        }
        skippedHalvings = List.copyOf(skippedHalvings);
        int before = 0;
        for (int halving : skippedHalvings) {
            if (halving <= before || halving > HALVINGS) {
                throw new IllegalArgumentException("skippedHalvings is " + skippedHalvings + ", expected some of 1 to "
                        + HALVINGS + ", ascending, such as 1,2");
            }
            before = halving;
        }
    }

    /** Whether a network may have so many classes and input channels. */
    public static boolean areValid(int classes, int inputChannels) {
        return classes >= 1 && classes <= MOST_CLASSES && inputChannels >= 1 && inputChannels <= MOST_INPUT_CHANNELS;
    }

    public Options withWidth(double value) {
        return new Options(
                value, classes, inputChannels, dropout, norm, padding, widthRule, skippedHalvings, depth, ends);
    }

    public Options withClasses(int value) {
        return new Options(
                width, value, inputChannels, dropout, norm, padding, widthRule, skippedHalvings, depth, ends);
    }

    public Options withInputChannels(int value) {
        return new Options(width, classes, value, dropout, norm, padding, widthRule, skippedHalvings, depth, ends);
    }

    public Options withDropout(double value) {
        return new Options(
                width, classes, inputChannels, value, norm, padding, widthRule, skippedHalvings, depth, ends);
    }

    public Options withNorm(BatchNorm value) {
        return new Options(
                width, classes, inputChannels, dropout, value, padding, widthRule, skippedHalvings, depth, ends);
    }

    public Options withPadding(PaddingMode value) {
        return new Options(
                width, classes, inputChannels, dropout, norm, value, widthRule, skippedHalvings, depth, ends);
    }

    public Options withWidthRule(WidthRule value) {
        return new Options(width, classes, inputChannels, dropout, norm, padding, value, skippedHalvings, depth, ends);
    }

    public Options withSkippedHalvings(List<Integer> value) {
        return new Options(width, classes, inputChannels, dropout, norm, padding, widthRule, value, depth, ends);
    }

    public Options withDepth(double value) {
        return new Options(
                width, classes, inputChannels, dropout, norm, padding, widthRule, skippedHalvings, value, ends);
    }

    public Options withEnds(EndsRule value) {
        return new Options(
                width, classes, inputChannels, dropout, norm, padding, widthRule, skippedHalvings, depth, value);
    }

    /** The channels of the first layer under this width. */
    int stemChannels(int channels) {
        return ends == EndsRule.FIXED ? channels : scaled(channels);
    }

    /** The channels of the layer before the pooling under this width. */
    int lastChannels(int channels) {
        return switch (ends) {
            case GROWING -> Math.max(channels, scaled(channels));
            case FIXED -> channels;
            case SCALED -> scaled(channels);
        };
    }

    /** The number of blocks of a stage that has {@code repeats} in the table. */
    int blocks(int repeats, int stage, int stages) {
        boolean isAnEnd = stage == 0 || stage == stages - 1;
        return isAnEnd && ends == EndsRule.FIXED ? repeats : (int) Math.ceil(repeats * depth);
    }

    /** {@code channels} of the paper's table under this width, rounded as every published MobileNet rounds. */
    int scaled(double channels) {
        return Channels.makeDivisible(channels * width, channelDivisor());
    }

    /** Channels come in multiples of 8, which would leave nothing to shrink at a tenth of the width; Keras keeps to it. */
    int channelDivisor() {
        return width <= 0.1 && widthRule != WidthRule.KERAS ? 4 : 8;
    }
}
