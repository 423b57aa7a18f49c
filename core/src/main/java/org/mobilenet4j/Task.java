package org.mobilenet4j;

import java.util.List;
import org.mobilenet4j.architecture.Location;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.architecture.SsdLite;

/** What a network's outputs mean. */
public sealed interface Task {
    /** The names of what the network tells apart, in the order of its outputs. */
    List<String> labels();

    /** What people call a model for it, in a sentence. */
    default String solver() {
        return switch (this) {
            case ImageClassification c -> "a classifier";
            case ObjectDetection d -> "a detector";
            case SemanticSegmentation s -> "a segmentation network";
            case FeatureExtraction f -> "a network";
        };
    }

    /** The same task over other names; without labels it stays as it is. */
    default Task withLabels(List<String> labels) {
        return switch (this) {
            case ImageClassification c -> new ImageClassification(labels);
            case ObjectDetection d -> new ObjectDetection(labels);
            case SemanticSegmentation s -> new SemanticSegmentation(labels);
            case FeatureExtraction f -> f;
        };
    }

    /**
     * Checks that a network gives what the labels are for.
     *
     * @throws IllegalArgumentException if it has other outputs, or not as many classes as there are labels
     */
    default void requireFits(Network network) {
        int count = labels().size();
        switch (this) {
            case ImageClassification c -> {
                if (network.classes() != count) {
                    throw new IllegalArgumentException(
                            count + " labels for a network of " + network.classes() + " classes");
                }
            }
            case ObjectDetection d -> {
                for (int level = 0; level < SsdLite.levels(); level++) {
                    requireChannels(network, SsdLite.classLogits(level), SsdLite.BOXES_PER_PIXEL * count);
                    requireChannels(network, SsdLite.boxRegression(level), SsdLite.BOXES_PER_PIXEL * 4);
                }
            }
            case SemanticSegmentation s -> requireChannels(network, Network.OUT, count);
            case FeatureExtraction f -> {}
        }
    }

    private void requireChannels(Network network, String output, int expected) {
        Location at = network.outputs().get(output);
        String found = at == null ? "is absent" : "has " + network.channels(at) + " channels";
        if (at == null || network.channels(at) != expected) {
            throw new IllegalArgumentException("the network's output " + output + " " + found + ", expected " + expected
                    + " channels for " + labels().size() + " labels");
        }
    }

    /** One of the labels for the whole image. */
    record ImageClassification(List<String> labels) implements Task {
        public ImageClassification {
            labels = List.copyOf(labels);
        }
    }

    /** Boxes, each with one of the labels; the first is the background. */
    record ObjectDetection(List<String> labels) implements Task {
        public ObjectDetection {
            labels = List.copyOf(labels);
        }
    }

    /** One of the labels for every pixel. */
    record SemanticSegmentation(List<String> labels) implements Task {
        public SemanticSegmentation {
            labels = List.copyOf(labels);
        }
    }

    /** Nothing yet: a trunk without a classifier, whose values another network or a search goes on with. */
    record FeatureExtraction() implements Task {
        @Override
        public List<String> labels() {
            return List.of();
        }
    }
}
