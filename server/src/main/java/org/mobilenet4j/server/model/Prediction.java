package org.mobilenet4j.server.model;

import java.util.List;
import org.mobilenet4j.DetectedObject;
import org.mobilenet4j.Segmentation;
import org.mobilenet4j.image.RgbImage;

/** What a model says of an image. */
public sealed interface Prediction {
    /** A classifier's raw outputs, one a class. */
    record Scores(float[] logits) implements Prediction {}

    /**
     * What a detector found, the surest first.
     *
     * @param width of the image, in pixels
     */
    record Objects(int width, int height, List<DetectedObject> objects) implements Prediction {
        public Objects {
            objects = List.copyOf(objects);
        }
    }

    /** The class of each pixel. */
    record Mask(Segmentation segmentation) implements Prediction {}

    /** What a network knows of an image. */
    record Embedding(float[] vector) implements Prediction {}

    /** What in an image speaks for a class, drawn over it. */
    record Explanation(RgbImage drawing) implements Prediction {}
}
