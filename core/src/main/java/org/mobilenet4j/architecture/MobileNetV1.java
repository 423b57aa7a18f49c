package org.mobilenet4j.architecture;

import java.util.ArrayList;
import java.util.List;
import org.mobilenet4j.architecture.Architecture.Stage;
import org.mobilenet4j.architecture.Layer.Block;
import org.mobilenet4j.architecture.Layer.Convolution;
import org.mobilenet4j.architecture.Layer.Dropout;
import org.mobilenet4j.architecture.Layer.Linear;

/**
 * MobileNetV1: "MobileNets: Efficient Convolutional Neural Networks for Mobile Vision Applications", Howard et al. 2017,
 * arXiv 1704.04861, table 1.
 */
final class MobileNetV1 {
    private MobileNetV1() {}

    private record Row(int channels, int repeats, int stride) {}

    private static final int STEM_CHANNELS = 32;

    /** Stride is the first repeat's; the resolutions are for an input of 224. */
    private static final List<Row> TABLE = List.of(
            new Row(64, 1, 1), // 112
            new Row(128, 2, 2), // 56
            new Row(256, 2, 2), // 28
            new Row(512, 6, 2), // 14
            new Row(1024, 2, 2)); // 7

    static Architecture build(Options options) {
        Strides strides = new Strides(options);
        Convolution stem = Convolution.dense(
                options.inputChannels(), options.scaled(STEM_CHANNELS), 3, strides.next(2), options, Activation.RELU6);
        int channels = stem.outChannels();
        List<Stage> stages = new ArrayList<>();
        for (Row row : TABLE) {
            List<Block> blocks = new ArrayList<>();
            for (int repeat = 0; repeat < row.repeats; repeat++) {
                int out = options.scaled(row.channels);
                blocks.add(depthwiseSeparable(channels, out, strides.next(repeat == 0 ? row.stride : 1), options));
                channels = out;
            }
            stages.add(new Stage(blocks));
        }
        return new Architecture(
                Family.V1,
                options,
                stem,
                stages,
                null,
                null,
                new Dropout(options.dropout()),
                new Linear(channels, options.classes(), Activation.NONE));
    }

    private static Block depthwiseSeparable(int inChannels, int outChannels, int stride, Options options) {
        return new Block(
                null,
                Convolution.depthwise(inChannels, 3, stride, options, Activation.RELU6),
                null,
                Convolution.pointwise(inChannels, outChannels, options, Activation.RELU6),
                false);
    }
}
