package org.mobilenet4j.data;

import java.util.function.UnaryOperator;
import org.mobilenet4j.image.RgbImage;
import org.mobilenet4j.io.InvalidInputException;

/** Where decoded images are kept while a network learns from them. */
public sealed interface ImageStore permits ImageCache, ImagesInMemory {
    /** On the heap, for the run. */
    ImageStore MEMORY = new ImagesInMemory();

    /**
     * The images as {@code shrink} leaves them, decoded by the reader unless the store has them.
     *
     * @param shrink a function of the image alone
     * @param recipe what {@code shrink} does and how images are decoded, in words that are others when the result is
     * @throws InvalidInputException if no image can be read, or, when strict, if one cannot
     */
    ImageResults<RgbImage> read(
            ImageReader reader,
            LabelledImages images,
            UnaryOperator<RgbImage> shrink,
            String recipe,
            ImageListener listener);
}
