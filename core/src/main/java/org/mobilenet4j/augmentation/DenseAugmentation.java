package org.mobilenet4j.augmentation;

import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.mobilenet4j.image.Box;
import org.mobilenet4j.image.RgbImage;

/**
 * The changes of an image with boxes or a mask: what of it is seen, with which they move, and its colours. Immutable.
 *
 * @param views one after the other
 * @param color of what is seen
 */
public record DenseAugmentation(List<ViewChange> views, ColorJitter color) {
    /** Images as they are. */
    public static final DenseAugmentation NONE = new DenseAugmentation(List.of(), ColorJitter.NONE);

    /** For detectors: SSD's parts of the image (Liu et al. 2016, section 2.2) and mirroring; some colour. */
    public static final DenseAugmentation DETECTION =
            new DenseAugmentation(List.of(new IouCrop(), new RandomMirror(0.5)), new ColorJitter(0.2, 0.2, 0.2, 0));

    /** For segmentation networks: parts of the image of some size and shape, mirroring, some colour. */
    public static final DenseAugmentation SEGMENTATION = new DenseAugmentation(
            List.of(new PartOfImage(0.4, 1, 0.7, 1.4), new RandomMirror(0.5)), new ColorJitter(0.2, 0.2, 0.2, 0));

    private static final RandomGeneratorFactory<RandomGenerator> GENERATORS =
            RandomGeneratorFactory.of("L64X128MixRandom");

    public DenseAugmentation {
        views = List.copyOf(views);
    }

    /** What is drawn for one reading of an image. */
    public static RandomGenerator generator(long seed) {
        return GENERATORS.create(seed);
    }

    /**
     * What is seen of an image.
     *
     * @param boxes of its objects; none where masks are learned
     */
    public View view(int width, int height, List<Box> boxes, RandomGenerator random) {
        View view = View.of(width, height);
        for (ViewChange change : views) {
            view = change.change(view, boxes, random);
        }
        return view;
    }

    /** What is seen, in other colours. */
    public RgbImage recolored(RgbImage seen, RandomGenerator random) {
        return color.equals(ColorJitter.NONE) ? seen : color.apply(seen, random);
    }
}
