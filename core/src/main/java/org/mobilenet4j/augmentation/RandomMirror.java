package org.mobilenet4j.augmentation;

import java.util.List;
import java.util.random.RandomGenerator;
import org.mobilenet4j.image.Box;

/**
 * Left becomes right, boxes and masks with it: torchvision's {@code RandomHorizontalFlip} for detection.
 *
 * @param probability of the change
 */
public record RandomMirror(double probability) implements ViewChange {
    public RandomMirror {
        Probability.require(probability);
    }

    @Override
    public View change(View view, List<Box> boxes, RandomGenerator random) {
        return random.nextDouble() < probability ? view.mirrored() : view;
    }
}
