package org.mobilenet4j.workflow;

import org.mobilenet4j.Model;
import org.mobilenet4j.Task;
import org.mobilenet4j.image.Preprocessing;
import org.mobilenet4j.image.RgbImage;
import org.mobilenet4j.inspection.GradCam;
import org.mobilenet4j.io.InvalidInputException;

/**
 * What in an image speaks for a class, drawn over it (Grad-CAM). Immutable and safe for any number of threads; it has a
 * compiled network of its own.
 */
public final class Explanation {
    private static final int DRAWN_PIXELS = 448;

    private final Preprocessing preprocessing;
    private final GradCam gradCam;

    private Explanation(Preprocessing preprocessing, GradCam gradCam) {
        this.preprocessing = preprocessing;
        this.gradCam = gradCam;
    }

    /**
     * Explains what a model says of images.
     *
     * @throws InvalidInputException if it is no classifier
     */
    public static Explanation of(Model model) {
        model.require(Task.ImageClassification.class, "a classifier of images");
        Preprocessing preprocessing = model.preprocessing();
        return new Explanation(
                preprocessing, GradCam.of(model.parameters(), preprocessing.inputHeight(), preprocessing.inputWidth()));
    }

    /** What speaks for the likeliest class in an image, drawn over what the model sees of it. */
    public static RgbImage of(Model model, RgbImage image) {
        float[] input = model.preprocessing().apply(image).data();
        int likeliest = OutputComparison.largest(model.compile().logits(input));
        return of(model).over(image, likeliest);
    }

    /**
     * The part of the image that the model sees, in grey, and in colour what speaks for the class.
     *
     * @param label the class, counted as the model counts
     */
    public RgbImage over(RgbImage image, int label) {
        RgbImage seen = preprocessing
                .withResolution(Math.max(DRAWN_PIXELS, preprocessing.inputWidth()))
                .crop(image);
        return gradCam.explain(preprocessing.apply(image).data(), label).over(seen);
    }
}
