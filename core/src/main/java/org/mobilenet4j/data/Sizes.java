package org.mobilenet4j.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.mobilenet4j.image.ImageDecoder;
import org.mobilenet4j.image.ImageSize;
import org.mobilenet4j.io.InvalidInputException;

/** The sizes of a dataset's images, where annotations do not say them. */
record Sizes(Path root, ImageSource source, ImageDecoder decoder, AnnotationProblems problems) {
    /** From an image's header; empty where it cannot be read, which is told. */
    Optional<ImageSize> of(String image) {
        String path = ImageSource.pathOf(root, image);
        try {
            return Optional.of(decoder.sizeOf(source.read(image), path));
        } catch (InvalidInputException refused) {
            problems.add(image, "", String.valueOf(refused.getMessage()).replaceFirst("^\\Q" + path + "\\E: ", ""));
        } catch (IOException e) {
            problems.add(image, "", "cannot be read: " + e.getMessage());
        }
        return Optional.empty();
    }
}
