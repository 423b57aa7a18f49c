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
     * The whole image, in proportion, in the middle of the input; what is left is filled. timm's {@code crop_mode} "border".
     *
     * @param level of all channels of the filling, 0 to 255
     */
    record Letterbox(int level) implements Fit {
        public Letterbox {
            if (level < 0 || level > 255) {
                throw new IllegalArgumentException("letterbox level is " + level + ", expected 0 to 255");
            }
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
