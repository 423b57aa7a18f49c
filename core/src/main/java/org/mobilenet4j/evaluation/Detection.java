package org.mobilenet4j.evaluation;

import org.mobilenet4j.image.Region;

/**
 * An object that a detector found.
 *
 * @param label its class, from 0
 * @param score how sure the detector is; only the order of scores counts
 * @param region where: a box, or a mask where masks are measured
 */
public record Detection(int label, double score, Region region) {
    public Detection {
        if (label < 0 || Double.isNaN(score)) {
            throw new IllegalArgumentException("a detection of class " + label + " with the score " + score
                    + ", expected a class from 0, a number");
        }
    }
}
