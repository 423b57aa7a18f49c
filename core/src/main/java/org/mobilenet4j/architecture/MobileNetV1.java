package org.mobilenet4j.architecture;

import java.util.List;
import org.mobilenet4j.architecture.Layer.Convolution;
import org.mobilenet4j.architecture.Location.Part;

/**
 * MobileNetV1: "MobileNets: Efficient Convolutional Neural Networks for Mobile Vision Applications", Howard et al. 2017,
 * arXiv 1704.04861, table 1.
 */
final class MobileNetV1 {
    private MobileNetV1() {}

    private record Row(int channels, int repeats, int stride) {}

    private static final int STEM_CHANNELS = 32;
    private static final int LAST_CHANNELS = 1024;

    /** Stride is the first repeat's; the resolutions are for an input of 224. */
    private static final List<Row> TABLE = List.of(
            new Row(64, 1, 1), // 112
            new Row(128, 2, 2), // 56
            new Row(256, 2, 2), // 28
            new Row(512, 6, 2), // 14
            new Row(1024, 2, 2)); // 7

    static Network build(Options options) {
        return trunk(options)
                .add(Location.POOL, new Layer.GlobalAveragePool())
                .classifier(options)
                .build();
    }

    /** With a last convolution before the pooling, as V2 has it: timm's {@code head_conv}. */
    static Network buildWithLast(Options options) {
        NetworkBuilder network = trunk(options);
        int lastChannels = options.lastChannels(LAST_CHANNELS);
        return network.add(
                        Location.LAST,
                        Convolution.pointwise(network.channels(), lastChannels, options, Activation.RELU6))
                .add(Location.POOL, new Layer.GlobalAveragePool())
                .classifier(options)
                .build();
    }

    private static NetworkBuilder trunk(Options options) {
        Strides strides = new Strides(options);
        NetworkBuilder network = new NetworkBuilder(options.inputChannels());
        network.add(
                Location.STEM,
                Convolution.dense(
                        options.inputChannels(),
                        options.stemChannels(STEM_CHANNELS),
                        3,
                        strides.next(2),
                        options,
                        Activation.RELU6));
        for (int stage = 0; stage < TABLE.size(); stage++) {
            Row row = TABLE.get(stage);
            for (int block = 0; block < options.blocks(row.repeats, stage, TABLE.size()); block++) {
                int stride = strides.next(block == 0 ? row.stride : 1);
                depthwiseSeparable(network, stage, block, options.scaled(row.channels), stride, options);
            }
        }
        return network;
    }

    private static void depthwiseSeparable(
            NetworkBuilder network, int stage, int block, int outChannels, int stride, Options options) {
        int inChannels = network.channels();
        network.add(
                        Location.inBlock(stage, block, Part.DEPTHWISE),
                        Convolution.depthwise(inChannels, 3, stride, options, Activation.RELU6))
                .add(
                        Location.inBlock(stage, block, Part.PROJECT),
                        Convolution.pointwise(inChannels, outChannels, options, Activation.RELU6));
    }
}
