package org.mobilenet4j;

import java.util.List;

/** What a network's outputs mean. */
public sealed interface Task {
    /** The names of what the network tells apart, in the order of its outputs. */
    List<String> labels();

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
