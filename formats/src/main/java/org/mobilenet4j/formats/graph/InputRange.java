package org.mobilenet4j.formats.graph;

import java.util.ArrayList;
import java.util.List;
import org.mobilenet4j.image.Preprocessing;

/**
 * What a network expects of its images, as a mean and a standard deviation of samples from 0 to 1.
 *
 * @param mean per channel
 * @param std per channel
 */
public record InputRange(List<Float> mean, List<Float> std) {
    /** From -1 to 1, as {@code x / 127.5 - 1} makes it: TensorFlow's custom. */
    public static final InputRange SIGNED = of(0.5f, 0.5f);

    /** From 0 to 1. */
    public static final InputRange UNIT = of(0, 1);

    /** By ImageNet's mean and deviation: PyTorch's custom. */
    public static final InputRange IMAGENET = new InputRange(Preprocessing.IMAGENET_MEAN, Preprocessing.IMAGENET_STD);

    private static final double SNAP = 0.02;

    private static InputRange of(float mean, float std) {
        return new InputRange(List.of(mean, mean, mean), List.of(std, std, std));
    }

    /**
     * What a quantised input of 256 levels stands for, the first level black and the last white. Levels are spaced a little
     * off the range that was meant, which is taken where it is a usual one.
     */
    public static InputRange between(double black, double white) {
        if (Math.abs(black + 1) < SNAP && Math.abs(white - 1) < SNAP) {
            return SIGNED;
        }
        if (Math.abs(black) < SNAP && Math.abs(white - 1) < SNAP) {
            return UNIT;
        }
        double std = 1 / (white - black);
        return of((float) (-black * std), (float) std);
    }

    /**
     * What a graph makes of images by itself, {@code scale * x + shift} for {@code x} from 0 to 255; where that would be
     * hundreds, from 0 to 1.
     */
    static InputRange of(Operation.Scale scale, int channels) {
        double most = 0;
        for (int i = 0; i < channels; i++) {
            most = Math.max(most, Math.abs(scale.factor(i)));
        }
        double white = most > 0.5 ? 1 : 255;
        List<Float> mean = new ArrayList<>();
        List<Float> std = new ArrayList<>();
        for (int i = 0; i < channels; i++) {
            mean.add((float) (-scale.shift(i) / (white * scale.factor(i))));
            std.add((float) (1 / (white * scale.factor(i))));
        }
        return new InputRange(mean, std);
    }

    /** As many channels as a network takes. */
    InputRange forChannels(int channels) {
        if (channels == mean.size()) {
            return this;
        }
        return new InputRange(mean.subList(0, channels), std.subList(0, channels));
    }
}
