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
    },

    /** The pixel that lies there, without a mean of others: shrunk images alias. */
    NEAREST(0) {
        @Override
        double weight(double x) {
            throw new IllegalStateException("one pixel has no weight");
        }
    },

    /** The mean of the pixels that a new one covers. */
    BOX(0.5) {
        @Override
        double weight(double x) {
            return x > -0.5 && x <= 0.5 ? 1 : 0;
        }
    },

    /** A windowed sinc out to 1, sharper than {@link #BILINEAR}. */
    HAMMING(1) {
        @Override
        double weight(double x) {
            double distance = Math.abs(x);
            if (distance == 0) {
                return 1;
            }
            double angle = distance * Math.PI;
            return distance < 1 ? StrictMath.sin(angle) / angle * (0.54 + 0.46 * StrictMath.cos(angle)) : 0;
        }
    },

    /** A sinc windowed by a wider one, out to 3. */
    LANCZOS(3) {
        @Override
        double weight(double x) {
            return -3 <= x && x < 3 ? sinc(x) * sinc(x / 3) : 0;
        }

        private static double sinc(double x) {
            double angle = x * Math.PI;
            return x == 0 ? 1 : StrictMath.sin(angle) / angle;
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
