package org.mobilenet4j.augmentation;

import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.mobilenet4j.image.Preprocessing;
import org.mobilenet4j.image.RgbImage;

/**
 * The changes of one picture on its way to the network: a part of it is brought to the network's input size, and its
 * pixels are changed. Immutable.
 *
 * @param framing which part of the picture is shown
 * @param changes of the framed picture, in this order
 * @param erasing of a box in the network's input, in the end
 */
public record Augmentation(Framing framing, List<PictureChange> changes, RandomErasing erasing) {
    /** Pictures as inference sees them. */
    public static final Augmentation NONE = new Augmentation(new CenterFraming());

    private static final RandomGeneratorFactory<RandomGenerator> GENERATORS =
            RandomGeneratorFactory.of("L64X128MixRandom");

    public Augmentation {
        changes = List.copyOf(changes);
    }

    /** A framing and changes, in this order. */
    public Augmentation(Framing framing, PictureChange... changes) {
        this(framing, List.of(changes), RandomErasing.NONE);
    }

    /** The same, and a box is erased in the end. */
    public Augmentation withErasing(RandomErasing value) {
        return new Augmentation(framing, changes, value);
    }

    /**
     * Writes the picture, changed as the seed decides, as a network's input from {@code offset} on.
     *
     * @param side of the input, the preprocessing's or less
     */
    public void toTensor(RgbImage picture, Preprocessing preprocessing, int side, long seed, float[] out, int offset) {
        RandomGenerator random = GENERATORS.create(seed);
        preprocessing.withInput(side).normalize(changed(picture, preprocessing, side, random), out, offset);
        erasing.apply(out, offset, side, side, preprocessing.channels(), random);
    }

    /** The picture as {@link #toTensor} shows it, before anything is erased. */
    public RgbImage apply(RgbImage picture, Preprocessing preprocessing, int side, long seed) {
        return changed(picture, preprocessing, side, GENERATORS.create(seed));
    }

    private RgbImage changed(RgbImage picture, Preprocessing preprocessing, int side, RandomGenerator random) {
        RgbImage changed = framing.frame(picture, preprocessing, side, random);
        for (PictureChange change : changes) {
            changed = change.apply(changed, random);
        }
        return changed;
    }
}
