package org.mobilenet4j.image;

/** How an image of any size comes to the size that a network takes. */
public sealed interface Fit {
    /**
     * The shorter side is resized, and the centre is cut out: torchvision's {@code Resize} and {@code CenterCrop}, timm's
     * {@code crop_mode} "center".
     *
     * @param shortSide what the shorter side becomes, in pixels
     */
    record CenterCrop(int shortSide) implements Fit {
        public CenterCrop {
            requireSide(shortSide);
        }
    }

    /** Both sides are resized, whatever that does to the proportions: timm's {@code crop_mode} "squash". */
    record Stretch() implements Fit {}

    /**
     * Both sides are resized to these, whatever that does to the proportions, and the centre is cut out: timm's
     * {@code crop_mode} "squash" with a {@code crop_pct} below 1.
     */
    record StretchCrop(int height, int width) implements Fit {
        public StretchCrop {
            requireSide(height);
            requireSide(width);
        }
    }

    /**
     * The image is resized in proportion until it covers these sides, and the centre is cut out: timm's {@code crop_mode}
     * "center" of an input that is not square.
     */
    record CoverCrop(int height, int width) implements Fit {
        public CoverCrop {
            requireSide(height);
            requireSide(width);
        }
    }

    /**
     * The whole image, in proportion, in the middle of the input; what is left is filled with one colour, 0 to 255 in each
     * channel. timm's {@code crop_mode} "border".
     */
    record Letterbox(int red, int green, int blue) implements Fit {
        public Letterbox {
            for (int level : new int[] {red, green, blue}) {
                if (level < 0 || level > 255) {
                    throw new IllegalArgumentException("letterbox level is " + level + ", expected 0 to 255");
                }
            }
        }

        /** Filled with a grey. */
        public Letterbox(int level) {
            this(level, level, level);
        }
    }

    /**
     * Only the shorter side is resized, and nothing is cut: each image has an input size of its own, as segmentation takes
     * it.
     *
     * @param shortSide what the shorter side becomes, in pixels
     */
    record ShortSide(int shortSide) implements Fit {
        public ShortSide {
            requireSide(shortSide);
        }
    }

    private static void requireSide(int pixels) {
        if (!Preprocessing.isSide(pixels)) {
            throw new IllegalArgumentException(
                    "resizeShortSide is " + pixels + ", must be 1 to " + Preprocessing.MAX_SIDE);
        }
    }
}
