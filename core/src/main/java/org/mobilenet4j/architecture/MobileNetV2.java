package org.mobilenet4j.architecture;

import java.util.ArrayList;
import java.util.List;
import org.mobilenet4j.architecture.Architecture.Stage;
import org.mobilenet4j.architecture.Layer.Block;
import org.mobilenet4j.architecture.Layer.Convolution;
import org.mobilenet4j.architecture.Layer.Dropout;
import org.mobilenet4j.architecture.Layer.Linear;

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
                int stride = strides.next(repeat == 0 ? row.stride : 1);
                blocks.add(Block.invertedResidual(
                        channels, channels * row.expansion, out, 3, stride, 0, Activation.RELU6, options));
                channels = out;
            }
            stages.add(new Stage(blocks));
        }
        // Section 4, "Trade-off hyper parameters": the last layer is not thinned at widths below 1.
        int lastChannels = Math.max(LAST_CHANNELS, options.scaled(LAST_CHANNELS));
        return new Architecture(
                Family.V2,
                options,
                stem,
                stages,
                Convolution.pointwise(channels, lastChannels, options, Activation.RELU6),
                null,
                new Dropout(options.dropout()),
                new Linear(lastChannels, options.classes(), Activation.NONE));
    }
}
