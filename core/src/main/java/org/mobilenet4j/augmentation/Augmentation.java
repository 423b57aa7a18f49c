package org.mobilenet4j.augmentation;

import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.mobilenet4j.image.Preprocessing;
import org.mobilenet4j.image.RgbImage;

/**
 * The changes of one image on its way to the network: a part of it is brought to the network's input size, and its
 * pixels are changed. Immutable.
 *
 * @param framing which part of the image is shown
 * @param changes of the framed image, in this order
 * @param erasing of a box in the network's input, in the end
 */
public record Augmentation(Framing framing, List<ImageChange> changes, RandomErasing erasing) {
    /** Images as inference sees them. */
    public static final Augmentation NONE = new Augmentation(new CenterFraming());

    private static final RandomGeneratorFactory<RandomGenerator> GENERATORS =
            RandomGeneratorFactory.of("L64X128MixRandom");

    public Augmentation {
        changes = List.copyOf(changes);
    }

    /** A framing and changes, in this order. */
    public Augmentation(Framing framing, ImageChange... changes) {
        this(framing, List.of(changes), RandomErasing.NONE);
    }

    /** The same, and a box is erased in the end. */
    public Augmentation withErasing(RandomErasing value) {
        return new Augmentation(framing, changes, value);
    }

    /**
     * Writes the image, changed as the seed decides, as a network's input from {@code offset} on.
     *
     * @param side of the input, the preprocessing's or less
     */
    public void toTensor(RgbImage image, Preprocessing preprocessing, int side, long seed, float[] out, int offset) {
        RandomGenerator random = GENERATORS.create(seed);
        preprocessing.cropOf(side).normalize(changed(image, preprocessing, side, random), out, offset);
        erasing.apply(out, offset, side, side, preprocessing.channels(), random);
    }

    /** The image as {@link #toTensor} shows it, before anything is erased. */
    public RgbImage apply(RgbImage image, Preprocessing preprocessing, int side, long seed) {
        return changed(image, preprocessing, side, GENERATORS.create(seed));
    }

    private RgbImage changed(RgbImage image, Preprocessing preprocessing, int side, RandomGenerator random) {
        RgbImage changed = framing.frame(image, preprocessing, side, random);
        for (ImageChange change : changes) {
            changed = change.apply(changed, random);
        }
        return changed;
    }
}
