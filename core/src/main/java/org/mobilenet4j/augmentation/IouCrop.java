package org.mobilenet4j.augmentation;

import java.util.List;
import java.util.random.RandomGenerator;
import org.mobilenet4j.image.Box;

/**
 * A part of the image that overlaps some object by at least a drawn IoU, or all of it (Liu et al. 2016, section 2.2):
 * torchvision's {@code RandomIoUCrop}. Objects whose middle is outside the part are no longer to be learned: see
 * {@link #keeps}.
 *
 * @param leastScale of a side of the part over that of the image, above 0 and at most 1
 */
public record IouCrop(double leastScale) implements ViewChange {
    /** Of which one is drawn; one above 1 is all of the image. */
    private static final double[] LEAST_IOUS = {0, 0.1, 0.3, 0.5, 0.7, 0.9, 1.1};

    private static final double LEAST_RATIO = 0.5;
    private static final double MOST_RATIO = 2;
    private static final int DRAWS = 5;
    private static final int ATTEMPTS = 40;

    public IouCrop {
        if (!(leastScale > 0 && leastScale <= 1)) {
            throw new IllegalArgumentException("the least scale is " + leastScale + ", expected in (0, 1]");
        }
    }

    /** SSD's own: parts of at least 0.3 of a side. */
    public IouCrop() {
        this(0.3);
    }

    /** Whether the view shows the middle of a box. */
    public static boolean keeps(View view, Box box) {
        double x = box.left() + box.width() / 2;
        double y = box.top() + box.height() / 2;
        return x > view.left() && x < view.left() + view.width() && y > view.top() && y < view.top() + view.height();
    }

    @Override
    public View change(View view, List<Box> boxes, RandomGenerator random) {
        if (boxes.isEmpty()) {
            return view;
        }
        for (int draw = 0; draw < DRAWS; draw++) {
            double leastIou = LEAST_IOUS[random.nextInt(LEAST_IOUS.length)];
            if (leastIou >= 1) {
                return view;
            }
            for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                int width = (int) (view.width() * scale(random));
                int height = (int) (view.height() * scale(random));
                double ratio = height == 0 ? 0 : (double) width / height;
                if (width == 0 || ratio < LEAST_RATIO || ratio > MOST_RATIO) {
                    continue;
                }
                int left = view.left() + (int) ((view.width() - width) * random.nextDouble());
                int top = view.top() + (int) ((view.height() - height) * random.nextDouble());
                View part = new View(left, top, width, height, view.isMirrored());
                Box shown = new Box(left, top, width, height);
                if (boxes.stream().anyMatch(box -> keeps(part, box) && box.iou(shown) >= leastIou)) {
                    return part;
                }
            }
        }
        return view;
    }

    private double scale(RandomGenerator random) {
        return leastScale + (1 - leastScale) * random.nextDouble();
    }
}
