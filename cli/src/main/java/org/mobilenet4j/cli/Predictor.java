package org.mobilenet4j.cli;

import org.mobilenet4j.image.RgbImage;

/** A model that is ready to say of images what its task is. Safe for several threads. */
@FunctionalInterface
interface Predictor {
    /**
     * What the model says of an image.
     *
     * @param index of the image among those that are asked about
     */
    Answer answer(int index, RgbImage image);
}
