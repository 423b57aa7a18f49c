package org.mobilenet4j.workflow;

import org.mobilenet4j.Model;
import org.mobilenet4j.image.Preprocessing;
import org.mobilenet4j.image.RgbImage;
import org.mobilenet4j.inspection.GradCam;

/** What in an image speaks for a class, drawn over it (Grad-CAM). */
public final class Explanation {
    private static final int DRAWN_PIXELS = 448;

    private Explanation() {}

    /** The part of the image that the model sees, in grey, and in colour what speaks for the likeliest class. */
    public static RgbImage of(Model model, RgbImage image) {
        float[] input = model.preprocessing().apply(image).data();
        int likeliest = OutputComparison.largest(model.compile().logits(input));
        return of(model, image, likeliest);
    }

    /**
     * The part of the image that the model sees, in grey, and in colour what speaks for the class.
     *
     * @param label the class, counted as the model counts
     */
    public static RgbImage of(Model model, RgbImage image, int label) {
        Preprocessing preprocessing = model.preprocessing();
        RgbImage seen = preprocessing
                .withResolution(Math.max(DRAWN_PIXELS, preprocessing.inputWidth()))
                .crop(image);
        return GradCam.of(model.parameters(), preprocessing.inputHeight(), preprocessing.inputWidth())
                .explain(preprocessing.apply(image).data(), label)
                .over(seen);
    }
}
