package org.mobilenet4j.workflow;

import java.util.Comparator;
import java.util.List;
import org.mobilenet4j.ImageSegmenter;
import org.mobilenet4j.Model;
import org.mobilenet4j.data.AnnotatedImages;
import org.mobilenet4j.data.ImageReader;
import org.mobilenet4j.data.SkippedImage;
import org.mobilenet4j.evaluation.PixelConfusion;
import org.mobilenet4j.image.ClassMask;
import org.mobilenet4j.image.RgbImage;
import org.mobilenet4j.io.InvalidInputException;

/**
 * What a segmentation network made of annotated images, image by image and in all.
 *
 * @param images those that could be read; while their dataset is open, they can be shown
 * @param reader that read them
 * @param isTrainedOn whether the model learned from these very images, or from most of them
 * @param classes the names of those that model and data have in common
 * @param judged one for each image
 * @param confusion of the common classes, and behind them, where neither knows a background, of all others of the model
 * @param skipped images that could not be read
 * @param seconds that reading and segmenting took in all
 */
public record EvaluatedMasks(
        Model model,
        AnnotatedImages images,
        ImageReader reader,
        boolean isTrainedOn,
        List<String> classes,
        List<JudgedImage> judged,
        PixelConfusion confusion,
        List<SkippedImage> skipped,
        double seconds) {
    /**
     * One image.
     *
     * @param index into the images
     * @param pixelAccuracy the share of its pixels taken for what they are; NaN where none counts
     * @param meanIou of the classes in it; NaN where no pixel counts
     * @param millis from its file to its classes, on its thread
     */
    public record JudgedImage(int index, double pixelAccuracy, double meanIou, double millis) {}

    public EvaluatedMasks {
        classes = List.copyOf(classes);
        judged = List.copyOf(judged);
        skipped = List.copyOf(skipped);
    }

    /** The mean IoU of the common classes that occur or are predicted: "mIoU". */
    public double meanIou() {
        return confusion.meanIou(classes.size());
    }

    /**
     * An image beside what it shows and what the network makes of it, in the numbers of the common classes.
     *
     * @param truth pixels of classes that the model does not know are {@link ClassMask#IGNORED}
     */
    public record Shown(RgbImage image, ClassMask truth, ClassMask predicted) {}

    /**
     * An image to be looked at, read and segmented anew.
     *
     * @throws InvalidInputException if it cannot be read any more
     */
    public Shown show(JudgedImage judged) {
        MatchedClasses matched = MatchedClasses.of(model, images);
        RgbImage image = images.decode(judged.index, reader.decoder());
        return new Shown(
                image,
                matched.truth(images.mask(judged.index)),
                matched.prediction(ImageSegmenter.of(model).segment(image)));
    }

    /** The images with the lowest mean IoU. */
    public List<JudgedImage> worst(int count) {
        return judged.stream()
                .filter(image -> !Double.isNaN(image.meanIou))
                .sorted(Comparator.comparingDouble(JudgedImage::meanIou))
                .limit(count)
                .toList();
    }

    public List<JudgedImage> slowest(int count) {
        return judged.stream()
                .sorted(Comparator.comparingDouble(JudgedImage::millis).reversed())
                .limit(count)
                .toList();
    }
}
