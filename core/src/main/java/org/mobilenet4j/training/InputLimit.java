package org.mobilenet4j.training;

import org.mobilenet4j.architecture.MapShape;

/**
 * How large the inputs to learn from are, where that is less than the network's own size. Smaller ones cost less, and a run
 * may begin with them and end on the network's (progressive learning: Tan and Le 2021, "EfficientNetV2", section 4). Where the
 * changes of images show objects larger than inference does, they make up for it (Touvron et al. 2019, "Fixing the
 * train-test resolution discrepancy", section 3).
 *
 * @param pixels the shorter side; {@code Integer.MAX_VALUE} for the network's
 * @param share of the epochs, the first ones, that have the limit; those that end behind it have the network's size
 */
public record InputLimit(int pixels, double share) {
    /** Inputs of the network's size. */
    public static final InputLimit NONE = new InputLimit(Integer.MAX_VALUE, 1);

    public InputLimit {
        if (pixels < 1 || !(share > 0 && share <= 1)) {
            throw new IllegalArgumentException("the input limit is " + pixels + " pixels for a share of " + share
                    + " of the epochs, expected at least 1, and above 0 and at most 1");
        }
    }

    /** The shape of inputs in an epoch, counted from 1, for a network of inputs of its own; their proportions stay. */
    MapShape input(MapShape own, int epoch, int epochs) {
        int shorter = Math.min(own.height(), own.width());
        if ((double) epoch / epochs > share || shorter <= pixels) {
            return own;
        }
        return new MapShape(
                Math.round((float) own.height() * pixels / shorter),
                Math.round((float) own.width() * pixels / shorter),
                own.channels());
    }
}
