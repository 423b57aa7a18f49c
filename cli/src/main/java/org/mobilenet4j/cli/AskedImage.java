package org.mobilenet4j.cli;

import org.jspecify.annotations.Nullable;
import org.mobilenet4j.data.ImageReader;
import org.mobilenet4j.data.ImageSet;
import org.mobilenet4j.io.InvalidInputException;

/** What became of an image that a model was asked about: an answer or a problem. */
record AskedImage(String image, @Nullable Answer answer, String problem) {
    static AskedImage of(Predictor predictor, ImageSet images, int index, ImageReader reader) {
        try {
            return new AskedImage(
                    images.name(index), reader.compute(images, index, image -> predictor.answer(index, image)), "");
        } catch (InvalidInputException e) {
            return new AskedImage(images.name(index), null, String.valueOf(e.getMessage()));
        }
    }
}
