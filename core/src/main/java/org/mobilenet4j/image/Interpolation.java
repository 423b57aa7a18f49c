package org.mobilenet4j.image;

/** Pillow's resampling filters, by the names that torchvision and timm give them. */
public enum Interpolation {
    /** A triangle: {@code 1 - |x|} out to 1. What torchvision and most MobileNet weights use. */
    BILINEAR(1) {
        @Override
        double weight(double x) {
            double distance = Math.abs(x);
            return distance < 1 ? 1 - distance : 0;
        }
    },

    /** Keys' cubic with a = -0.5, out to 2. timm's default. */
    BICUBIC(2) {
        @Override
        double weight(double x) {
            double distance = Math.abs(x);
            // The order of the operations is Pillow's: another order rounds differently.
            if (distance < 1) {
                return (1.5 * distance - 2.5) * distance * distance + 1;
            }
            return distance < 2 ? (((distance - 5) * distance + 8) * distance - 4) * -0.5 : 0;
        }
    };

    private final double support;

    Interpolation(double support) {
        this.support = support;
    }

    /** How far from its centre the filter reaches, in pixels of the smaller of the two images. */
    double support() {
        return support;
    }

    /** The filter's value {@code x} away from its centre. */
    abstract double weight(double x);
}
