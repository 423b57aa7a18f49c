package org.mobilenet4j.augmentation;

import java.util.List;
import java.util.random.RandomGenerator;
import org.mobilenet4j.image.Box;

/**
 * The image somewhere on a larger canvas, so that objects become small (Liu et al. 2016, section 3.6): torchvision's
 * {@code RandomZoomOut}.
 *
 * @param probability of the change
 * @param mostScale the canvas's largest side, in sides of the image, at least 1
 */
public record ZoomOut(double probability, double mostScale) implements ViewChange {
    public ZoomOut {
        Probability.require(probability);
        if (!(mostScale >= 1 && mostScale <= 16)) {
            throw new IllegalArgumentException("the largest scale is " + mostScale + ", expected 1 to 16");
        }
    }

    /** SSD's own: half of the images, up to four times as wide and high. */
    public ZoomOut() {
        this(0.5, 4);
    }

    @Override
    public View change(View view, List<Box> boxes, RandomGenerator random) {
        if (random.nextDouble() >= probability) {
            return view;
        }
        double scale = 1 + (mostScale - 1) * random.nextDouble();
        int width = (int) (view.width() * scale);
        int height = (int) (view.height() * scale);
        int left = view.left() - (int) ((width - view.width()) * random.nextDouble());
        int top = view.top() - (int) ((height - view.height()) * random.nextDouble());
        return new View(left, top, width, height, view.isMirrored());
    }
}
