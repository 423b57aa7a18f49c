package org.mobilenet4j.cli;

import org.jspecify.annotations.Nullable;
import org.mobilenet4j.Classification;
import org.mobilenet4j.ImageClassifier;
import org.mobilenet4j.data.ImageReader;
import org.mobilenet4j.data.ImageSet;
import org.mobilenet4j.io.InvalidInputException;

/** What became of an image that was to be classified: a classification or a problem. */
record ClassifiedImage(String image, @Nullable Classification classification, String problem) {
    static ClassifiedImage of(ImageClassifier classifier, ImageSet images, int index, ImageReader reader) {
        try {
            return new ClassifiedImage(images.name(index), reader.compute(images, index, classifier::classify), "");
        } catch (InvalidInputException e) {
            return new ClassifiedImage(images.name(index), null, String.valueOf(e.getMessage()));
        }
    }
}
