package org.mobilenet4j.architecture;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.architecture.Layer.Block;
import org.mobilenet4j.architecture.Layer.Convolution;
import org.mobilenet4j.architecture.Layer.Dropout;
import org.mobilenet4j.architecture.Layer.GlobalAveragePool;
import org.mobilenet4j.architecture.Layer.Linear;

/**
 * A whole classifier as data: what all engines, files and reports read. Immutable.
 *
 * @param stages runs of blocks, cut where the resolution or the table's row changes, as timm numbers them
 * @param last the convolution behind the blocks, or null (MobileNetV1)
 * @param hidden the layer between pooling and classifier, or null (all but MobileNetV3)
 */
public record Architecture(
        Family family,
        Options options,
        Convolution stem,
        List<Stage> stages,
        @Nullable Convolution last,
        @Nullable Linear hidden,
        Dropout dropout,
        Linear classifier) {
    /** A run of blocks between two cuts. */
    public record Stage(List<Block> blocks) {
        public Stage {
            blocks = List.copyOf(blocks);
        }
    }

    /** A layer that holds parameters, and where it stands. */
    public record Located(Location location, Layer layer) {}

    public Architecture {
        stages = List.copyOf(stages);
    }

    /** The same network with another number of classes. */
    public Architecture withClasses(int classes) {
        return family.build(options.withClasses(classes));
    }

    /** The same network for another input size; its weights stay what they are. */
    public Architecture withResolution(int resolution) {
        return family.build(options.withResolution(resolution));
    }

    /** All blocks in the order of computation. */
    public List<Block> blocks() {
        return stages.stream().flatMap(stage -> stage.blocks().stream()).toList();
    }

    /** The length of the vector before the classifier. */
    public int featureLength() {
        return classifier.inFeatures();
    }

    /** The layers from image to logits in the order of computation; blocks are not taken apart. */
    public List<Layer> layers() {
        List<Layer> layers = new ArrayList<>();
        layers.add(stem);
        layers.addAll(blocks());
        if (last != null) {
            layers.add(last);
        }
        layers.add(new GlobalAveragePool());
        if (hidden != null) {
            layers.add(hidden);
        }
        layers.add(dropout);
        layers.add(classifier);
        return layers;
    }

    /** Which of {@link #layers} a layer is, or the block that it stands in. */
    public int indexOf(Location location) {
        return switch (location.part()) {
            case STEM -> 0;
            case EXPAND, DEPTHWISE, SQUEEZE_EXCITE, PROJECT -> 1 + blocksBefore(location.stage()) + location.block();
            case LAST -> 1 + blocksBefore(stages.size());
            case HIDDEN -> layers().size() - 3;
            case CLASSIFIER -> layers().size() - 1;
        };
    }

    private int blocksBefore(int stage) {
        return stages.subList(0, stage).stream()
                .mapToInt(before -> before.blocks().size())
                .sum();
    }

    /** Every layer that holds parameters, blocks taken apart, in the order of computation. */
    public List<Located> parameterLayers() {
        List<Located> located = new ArrayList<>();
        located.add(new Located(Location.STEM, stem));
        for (int stage = 0; stage < stages.size(); stage++) {
            List<Block> blocks = stages.get(stage).blocks();
            for (int block = 0; block < blocks.size(); block++) {
                addBlock(located, blocks.get(block), stage, block);
            }
        }
        if (last != null) {
            located.add(new Located(Location.LAST, last));
        }
        if (hidden != null) {
            located.add(new Located(Location.HIDDEN, hidden));
        }
        located.add(new Located(Location.CLASSIFIER, classifier));
        return located;
    }

    private static void addBlock(List<Located> located, Block block, int stage, int index) {
        if (block.expand() != null) {
            located.add(new Located(Location.inBlock(stage, index, Location.Part.EXPAND), block.expand()));
        }
        located.add(new Located(Location.inBlock(stage, index, Location.Part.DEPTHWISE), block.depthwise()));
        if (block.squeezeExcite() != null) {
            located.add(
                    new Located(Location.inBlock(stage, index, Location.Part.SQUEEZE_EXCITE), block.squeezeExcite()));
        }
        located.add(new Located(Location.inBlock(stage, index, Location.Part.PROJECT), block.project()));
    }
}
