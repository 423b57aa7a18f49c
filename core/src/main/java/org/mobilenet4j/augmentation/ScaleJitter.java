package org.mobilenet4j.augmentation;

import java.util.List;
import java.util.random.RandomGenerator;
import org.mobilenet4j.image.Box;

/**
 * A square of random size somewhere in the image, or around it: what resizing by a random factor and cropping at random
 * does for segmentation (torchvision's {@code RandomResize} and {@code RandomCrop}).
 *
 * @param leastScale of the image's shorter side over that of the square, above 0; below 1 the square reaches beyond it
 * @param mostScale not below it
 */
public record ScaleJitter(double leastScale, double mostScale) implements ViewChange {
    public ScaleJitter {
        if (!(leastScale >= 1.0 / 16 && leastScale <= mostScale && mostScale <= 16)) {
            throw new IllegalArgumentException(
                    "scales are " + leastScale + " to " + mostScale + ", expected a range within 1/16 to 16");
        }
    }

    /** torchvision's: half to twice as large. */
    public ScaleJitter() {
        this(0.5, 2);
    }

    @Override
    public View change(View view, List<Box> boxes, RandomGenerator random) {
        double scale = leastScale + (mostScale - leastScale) * random.nextDouble();
        int side = Math.max(1, (int) Math.rint(Math.min(view.width(), view.height()) / scale));
        int left = view.left() + offset(view.width() - side, random);
        int top = view.top() + offset(view.height() - side, random);
        return new View(left, top, side, side, view.isMirrored());
    }

    /** Anywhere within, or, where the square is the larger, with the image anywhere within it. */
    private static int offset(int room, RandomGenerator random) {
        int drawn = random.nextInt(Math.abs(room) + 1);
        return room < 0 ? -drawn : drawn;
    }
}
