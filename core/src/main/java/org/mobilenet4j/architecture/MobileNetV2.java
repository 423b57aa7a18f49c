package org.mobilenet4j.architecture;

import java.util.List;
import org.mobilenet4j.architecture.Layer.Convolution;

/**
 * MobileNetV2: "MobileNetV2: Inverted Residuals and Linear Bottlenecks", Sandler et al. 2018, arXiv 1801.04381, table 2.
 */
final class MobileNetV2 {
    private MobileNetV2() {}

    private record Row(int expansion, int channels, int repeats, int stride) {}

    private static final int STEM_CHANNELS = 32;
    private static final int LAST_CHANNELS = 1280;

    /** The paper's t, c, n, s; stride is the first repeat's; the resolutions are those of the output at 224. */
    private static final List<Row> TABLE = List.of(
            new Row(1, 16, 1, 1), // 112
            new Row(6, 24, 2, 2), // 56
            new Row(6, 32, 3, 2), // 28
            new Row(6, 64, 4, 2), // 14
            new Row(6, 96, 3, 1), // 14
            new Row(6, 160, 3, 2), // 7
            new Row(6, 320, 1, 1)); // 7

    static Network build(Options options) {
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
                network.invertedResidual(
                        stage,
                        block,
                        network.channels() * row.expansion,
                        options.scaled(row.channels),
                        3,
                        strides.next(block == 0 ? row.stride : 1),
                        0,
                        Activation.RELU6,
                        options);
            }
        }
        int lastChannels = options.lastChannels(LAST_CHANNELS);
        return network.add(
                        Location.LAST,
                        Convolution.pointwise(network.channels(), lastChannels, options, Activation.RELU6))
                .add(Location.POOL, new Layer.GlobalAveragePool())
                .classifier(options)
                .build();
    }
}
