package org.mobilenet4j.data;

import java.util.List;
import java.util.function.UnaryOperator;
import org.mobilenet4j.image.RgbImage;
import org.mobilenet4j.io.InvalidInputException;

/** Where decoded pictures are kept while a network learns from them. */
public sealed interface PictureStore permits PictureCache, PicturesInMemory {
    /** On the heap, for the run. */
    PictureStore MEMORY = new PicturesInMemory();

    /**
     * The pictures as {@code shrink} leaves them, decoded by the reader unless the store has them.
     *
     * @param shrink a function of the picture alone
     * @param recipe what {@code shrink} does and how pictures are decoded, in words that are others when the result is
     * @throws InvalidInputException if no picture can be read, or, when strict, if one cannot
     */
    PictureReader.Outcome<RgbImage> read(
            PictureReader reader,
            List<Sample> samples,
            UnaryOperator<RgbImage> shrink,
            String recipe,
            PictureReader.Progress progress);
}
