package org.mobilenet4j.architecture;

import static org.mobilenet4j.architecture.Activation.HARD_SWISH;
import static org.mobilenet4j.architecture.Activation.RELU;

import java.util.ArrayList;
import java.util.List;
import org.mobilenet4j.architecture.Layer.Convolution;

/** MobileNetV3: "Searching for MobileNetV3", Howard et al. 2019, arXiv 1905.02244, tables 1 and 2. */
final class MobileNetV3 {
    private MobileNetV3() {}

    private static final boolean SE = true;
    private static final boolean NO_SE = false;

    /** Expanded and out are the channels at width 1.0. */
    private record Row(
            int kernel, int expanded, int out, boolean hasSqueezeExcite, Activation activation, int stride) {}

    private record Table(List<List<Row>> stages, int last, int hidden) {
        /** Without squeeze-excite, hard-swish and large kernels. */
        Table minimalistic() {
            List<List<Row>> plain = stages.stream()
                    .map(rows -> rows.stream()
                            .map(row -> new Row(3, row.expanded, row.out, NO_SE, RELU, row.stride))
                            .toList())
                    .toList();
            return new Table(plain, last, hidden);
        }

        /** With half the channels in the last stage and behind it, but for what the stage reads. */
        Table reducedTail() {
            List<List<Row>> reduced = new ArrayList<>(stages.subList(0, stages.size() - 1));
            List<Row> tail = new ArrayList<>();
            for (Row row : stages.getLast()) {
                int expanded = tail.isEmpty() ? row.expanded : row.expanded / 2;
                tail.add(new Row(row.kernel, expanded, row.out / 2, row.hasSqueezeExcite, row.activation, row.stride));
            }
            reduced.add(tail);
            return new Table(reduced, last / 2, hidden / 2);
        }

        boolean isMinimalistic() {
            return stages.getLast().getLast().activation == RELU;
        }
    }

    private static final int STEM_CHANNELS = 16;

    /** Table 1; the resolutions are those of the output at 224. */
    private static final Table LARGE = new Table(
            List.of(
                    List.of(new Row(3, 16, 16, NO_SE, RELU, 1)), // 112
                    List.of(
                            new Row(3, 64, 24, NO_SE, RELU, 2), // 56
                            new Row(3, 72, 24, NO_SE, RELU, 1)),
                    List.of(
                            new Row(5, 72, 40, SE, RELU, 2), // 28
                            new Row(5, 120, 40, SE, RELU, 1),
                            new Row(5, 120, 40, SE, RELU, 1)),
                    List.of(
                            new Row(3, 240, 80, NO_SE, HARD_SWISH, 2), // 14
                            new Row(3, 200, 80, NO_SE, HARD_SWISH, 1),
                            new Row(3, 184, 80, NO_SE, HARD_SWISH, 1),
                            new Row(3, 184, 80, NO_SE, HARD_SWISH, 1)),
                    List.of(
                            new Row(3, 480, 112, SE, HARD_SWISH, 1), // 14
                            new Row(3, 672, 112, SE, HARD_SWISH, 1)),
                    List.of(
                            new Row(5, 672, 160, SE, HARD_SWISH, 2), // 7
                            new Row(5, 960, 160, SE, HARD_SWISH, 1),
                            new Row(5, 960, 160, SE, HARD_SWISH, 1))),
            960,
            1280);

    /** Table 2; the resolutions are those of the output at 224. */
    private static final Table SMALL = new Table(
            List.of(
                    List.of(new Row(3, 16, 16, SE, RELU, 2)), // 56
                    List.of(
                            new Row(3, 72, 24, NO_SE, RELU, 2), // 28
                            new Row(3, 88, 24, NO_SE, RELU, 1)),
                    List.of(
                            new Row(5, 96, 40, SE, HARD_SWISH, 2), // 14
                            new Row(5, 240, 40, SE, HARD_SWISH, 1),
                            new Row(5, 240, 40, SE, HARD_SWISH, 1)),
                    List.of(
                            new Row(5, 120, 48, SE, HARD_SWISH, 1), // 14
                            new Row(5, 144, 48, SE, HARD_SWISH, 1)),
                    List.of(
                            new Row(5, 288, 96, SE, HARD_SWISH, 2), // 7
                            new Row(5, 576, 96, SE, HARD_SWISH, 1),
                            new Row(5, 576, 96, SE, HARD_SWISH, 1))),
            576,
            1024);

    static Network large(Options options) {
        return build(LARGE, options);
    }

    static Network small(Options options) {
        return build(SMALL, options);
    }

    static Network largeReducedTail(Options options) {
        return build(LARGE.reducedTail(), options);
    }

    static Network smallReducedTail(Options options) {
        return build(SMALL.reducedTail(), options);
    }

    static Network largeMinimalistic(Options options) {
        return build(LARGE.minimalistic(), options);
    }

    static Network smallMinimalistic(Options options) {
        return build(SMALL.minimalistic(), options);
    }

    private static Network build(Table table, Options options) {
        if (options.depth() != 1 || options.ends() != EndsRule.GROWING) {
            throw new IllegalArgumentException("depth and ends are for MobileNetV1 and V2");
        }
        Activation outer = table.isMinimalistic() ? RELU : HARD_SWISH;
        Strides strides = new Strides(options);
        NetworkBuilder network = new NetworkBuilder(options.inputChannels());
        network.add(
                Location.STEM,
                Convolution.dense(options.inputChannels(), stemChannels(options), 3, strides.next(2), options, outer));
        int tableChannels = STEM_CHANNELS;
        for (int stage = 0; stage < table.stages.size(); stage++) {
            List<Row> rows = table.stages.get(stage);
            for (int block = 0; block < rows.size(); block++) {
                Row row = rows.get(block);
                int expanded = expanded(row, tableChannels, network.channels(), options);
                network.invertedResidual(
                        stage,
                        block,
                        expanded,
                        options.scaled(row.out),
                        row.kernel,
                        strides.next(row.stride),
                        row.hasSqueezeExcite ? Channels.makeDivisible(expanded / 4.0, 8) : 0,
                        row.activation,
                        options);
                tableChannels = row.out;
            }
        }
        int lastChannels = switch (options.widthRule()) {
            case TORCHVISION -> 6 * network.channels();
            case TENSORFLOW -> options.scaled(table.last);
            case KERAS -> Channels.makeDivisible(6 * network.channels(), options.channelDivisor());
        };
        int hiddenFeatures = switch (options.widthRule()) {
            case TORCHVISION -> options.scaled(table.hidden);
            case TENSORFLOW, KERAS -> Math.max(table.hidden, options.scaled(table.hidden));
        };
        return network.add(Location.LAST, Convolution.pointwise(network.channels(), lastChannels, options, outer))
                .add(Location.POOL, new Layer.GlobalAveragePool())
                .add(Location.HIDDEN, new Layer.Linear(lastChannels, hiddenFeatures, outer))
                .classifier(options)
                .build();
    }

    private static int stemChannels(Options options) {
        boolean isFixed = switch (options.widthRule()) {
            case TORCHVISION -> false;
            case TENSORFLOW -> options.width() < 0.75;
            case KERAS -> true;
        };
        return isFixed ? STEM_CHANNELS : options.scaled(STEM_CHANNELS);
    }

    private static int expanded(Row row, int tableChannels, int channels, Options options) {
        return switch (options.widthRule()) {
            case TORCHVISION -> options.scaled(row.expanded);
            case TENSORFLOW, KERAS ->
                row.expanded == tableChannels
                        ? channels
                        : Channels.makeDivisible(
                                (double) row.expanded / tableChannels * channels, options.channelDivisor());
        };
    }
}
