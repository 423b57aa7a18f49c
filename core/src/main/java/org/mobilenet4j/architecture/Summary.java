package org.mobilenet4j.architecture;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.architecture.Architecture.Stage;
import org.mobilenet4j.architecture.Layer.Block;
import org.mobilenet4j.architecture.Layer.Convolution;
import org.mobilenet4j.architecture.Layer.Dropout;
import org.mobilenet4j.architecture.Layer.GlobalAveragePool;
import org.mobilenet4j.architecture.Layer.Linear;
import org.mobilenet4j.architecture.Layer.SqueezeExcite;

/**
 * What can be said of a network without running it: for every layer, nested by stage and block, the shape of its output,
 * its parameters and multiply-adds; and the totals.
 *
 * <p>Parameters are what training changes: weights, biases, and the scale and shift of batch norm. Multiply-adds are
 * those of convolutions and matrix products for one image, as the papers count them. Memory is for float32; that of
 * the activations is the sum over all layers' outputs, which is what a forward pass keeps for training.
 */
public record Summary(List<Row> rows) {
    /** The extents of one image's feature map; 1 x 1 behind the pooling. */
    public record OutputShape(int channels, int height, int width) {
        long elements() {
            return (long) channels * height * width;
        }

        @Override
        public String toString() {
            return channels + " x " + height + " x " + width;
        }
    }

    /**
     * A line of the summary.
     *
     * @param depth 0 for a part of the network, 1 for a block in a stage, 2 for a layer in a block
     * @param isLeaf whether this is a layer; the lines above it sum up those below them
     * @param location where its parameters stand, or null where it has none of its own
     */
    public record Row(
            int depth,
            boolean isLeaf,
            String name,
            String description,
            @Nullable Location location,
            OutputShape output,
            long parameters,
            long multiplyAdds) {}

    public Summary {
        rows = List.copyOf(rows);
    }

    /** Reads the summary off a network. */
    public static Summary of(Architecture architecture) {
        Reading reading = new Reading(architecture.options());
        reading.leaf(0, "stem", Location.STEM, architecture.stem());
        for (int stage = 0; stage < architecture.stages().size(); stage++) {
            reading.stage(stage, architecture.stages().get(stage));
        }
        if (architecture.last() != null) {
            reading.leaf(0, "last", Location.LAST, architecture.last());
        }
        reading.leaf(0, "pool", null, new GlobalAveragePool());
        if (architecture.hidden() != null) {
            reading.leaf(0, "hidden", Location.HIDDEN, architecture.hidden());
        }
        reading.leaf(0, "dropout", null, architecture.dropout());
        reading.leaf(0, "classifier", Location.CLASSIFIER, architecture.classifier());
        return new Summary(reading.rows);
    }

    public long parameters() {
        return rows.stream().filter(Row::isLeaf).mapToLong(Row::parameters).sum();
    }

    public long multiplyAdds() {
        return rows.stream().filter(Row::isLeaf).mapToLong(Row::multiplyAdds).sum();
    }

    /** The bytes of all parameters as float32. */
    public long weightBytes() {
        return parameters() * Float.BYTES;
    }

    /** The bytes of every layer's output for one image as float32. */
    public long activationBytes() {
        return rows.stream()
                        .filter(row -> row.isLeaf && row.location != null)
                        .mapToLong(row -> row.output.elements())
                        .sum()
                * Float.BYTES;
    }

    /** Walks the network with the shape of the feature map in hand. */
    private static final class Reading {
        private final List<Row> rows = new ArrayList<>();
        private OutputShape shape;

        Reading(Options options) {
            this.shape = new OutputShape(options.inputChannels(), options.resolution(), options.resolution());
        }

        void stage(int index, Stage stage) {
            int header = rows.size();
            for (int block = 0; block < stage.blocks().size(); block++) {
                block(index, block, stage.blocks().get(block));
            }
            insertTotal(
                    header,
                    0,
                    "stages." + index,
                    stage.blocks().size() == 1 ? "1 block" : stage.blocks().size() + " blocks");
        }

        private void block(int stage, int index, Block block) {
            int header = rows.size();
            if (block.expand() != null) {
                inBlock(stage, index, Location.Part.EXPAND, block.expand());
            }
            inBlock(stage, index, Location.Part.DEPTHWISE, block.depthwise());
            if (block.squeezeExcite() != null) {
                inBlock(stage, index, Location.Part.SQUEEZE_EXCITE, block.squeezeExcite());
            }
            inBlock(stage, index, Location.Part.PROJECT, block.project());
            insertTotal(header, 1, String.valueOf(index), block.hasShortcut() ? "block with shortcut" : "block");
        }

        private void inBlock(int stage, int index, Location.Part part, Layer layer) {
            leaf(2, part.name().toLowerCase(Locale.ROOT), Location.inBlock(stage, index, part), layer);
        }

        void leaf(int depth, String name, @Nullable Location location, Layer layer) {
            shape = outputOf(layer);
            rows.add(new Row(
                    depth,
                    true,
                    name,
                    describe(layer),
                    location,
                    shape,
                    parametersOf(layer),
                    multiplyAddsOf(layer, shape)));
        }

        private void insertTotal(int header, int depth, String name, String description) {
            List<Row> leaves = rows.subList(header, rows.size()).stream()
                    .filter(Row::isLeaf)
                    .toList();
            rows.add(
                    header,
                    new Row(
                            depth,
                            false,
                            name,
                            description,
                            null,
                            shape,
                            leaves.stream().mapToLong(Row::parameters).sum(),
                            leaves.stream().mapToLong(Row::multiplyAdds).sum()));
        }

        private OutputShape outputOf(Layer layer) {
            return switch (layer) {
                case Convolution c ->
                    new OutputShape(c.outChannels(), c.outputExtent(shape.height), c.outputExtent(shape.width));
                case Block b -> throw new IllegalStateException("blocks are taken apart");
                case GlobalAveragePool p -> new OutputShape(shape.channels, 1, 1);
                case Linear l -> new OutputShape(l.outFeatures(), 1, 1);
                case SqueezeExcite s -> shape;
                case Dropout d -> shape;
            };
        }
    }

    private static long parametersOf(Layer layer) {
        return switch (layer) {
            case Convolution c -> weightsOf(c) + (c.norm() == null ? 1L : 2L) * c.outChannels();
            case SqueezeExcite s -> 2L * s.channels() * s.squeezed() + s.squeezed() + s.channels();
            case Block b -> b.layers().stream().mapToLong(Summary::parametersOf).sum();
            case Linear l -> (l.inFeatures() + 1L) * l.outFeatures();
            case GlobalAveragePool p -> 0;
            case Dropout d -> 0;
        };
    }

    private static long multiplyAddsOf(Layer layer, OutputShape output) {
        return switch (layer) {
            case Convolution c -> weightsOf(c) * output.height * output.width;
            case SqueezeExcite s -> 2L * s.channels() * s.squeezed();
            case Block b -> throw new IllegalStateException("blocks are taken apart");
            case Linear l -> (long) l.inFeatures() * l.outFeatures();
            case GlobalAveragePool p -> 0;
            case Dropout d -> 0;
        };
    }

    private static long weightsOf(Convolution convolution) {
        return (long) convolution.inChannels()
                / convolution.groups()
                * convolution.outChannels()
                * convolution.kernel()
                * convolution.kernel();
    }

    private static String describe(Layer layer) {
        return switch (layer) {
            case Convolution c ->
                (c.isDepthwise() ? "depthwise " : "convolution ")
                        + c.kernel()
                        + " x "
                        + c.kernel()
                        + (c.stride() == 1 ? "" : ", stride " + c.stride())
                        + suffix(c.activation());
            case SqueezeExcite s -> "squeeze-excite to " + s.squeezed();
            case Block b -> b.hasShortcut() ? "block with shortcut" : "block";
            case GlobalAveragePool p -> "global average pool";
            case Dropout d -> "dropout " + d.rate();
            case Linear l -> "linear" + suffix(l.activation());
        };
    }

    private static String suffix(Activation activation) {
        return activation == Activation.NONE
                ? ""
                : ", " + activation.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
