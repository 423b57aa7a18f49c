package org.mobilenet4j.spark.evaluation;

import java.util.List;
import org.mobilenet4j.evaluation.PixelConfusion;

/**
 * How good a segmentation network is on images with masks.
 *
 * @param labels the class names
 * @param confusion of the pixels of the images that could be judged
 * @param images that were judged
 * @param unread images that could not be read
 * @param unlabelled rows whose mask is null, cannot be read, is of another size than its image, or has a class that the
 *     model does not know
 */
public record SegmenterFigures(List<String> labels, PixelConfusion confusion, int images, int unread, int unlabelled) {
    public SegmenterFigures {
        labels = List.copyOf(labels);
    }

    /** The mean IoU of the classes that occur or are predicted: "mIoU". */
    public double meanIou() {
        return confusion.meanIou();
    }
}
