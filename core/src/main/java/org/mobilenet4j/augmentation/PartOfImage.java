package org.mobilenet4j.augmentation;

import java.util.List;
import java.util.random.RandomGenerator;
import org.mobilenet4j.image.Box;

/**
 * A part of random area and shape, as {@link RandomResizedCrop} draws it.
 *
 * @param leastArea the least share of the image's area, above 0
 * @param mostArea the largest share, at most 1
 * @param leastRatio of width to height, above 0
 * @param mostRatio of width to height
 */
public record PartOfImage(double leastArea, double mostArea, double leastRatio, double mostRatio)
        implements ViewChange {
    public PartOfImage {
        // checks the ranges
        new RandomResizedCrop(leastArea, mostArea, leastRatio, mostRatio);
    }

    @Override
    public View change(View view, List<Box> boxes, RandomGenerator random) {
        RandomResizedCrop.Box part = new RandomResizedCrop(leastArea, mostArea, leastRatio, mostRatio)
                .box(view.width(), view.height(), random);
        return new View(
                view.left() + part.left(), view.top() + part.top(), part.width(), part.height(), view.isMirrored());
    }
}
