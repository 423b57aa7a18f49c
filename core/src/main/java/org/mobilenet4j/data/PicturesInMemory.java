package org.mobilenet4j.data;

import java.util.List;
import java.util.function.UnaryOperator;
import org.mobilenet4j.image.RgbImage;

/** Keeps nothing beyond the run. */
record PicturesInMemory() implements PictureStore {
    @Override
    public PictureReader.Outcome<RgbImage> read(
            PictureReader reader,
            List<Sample> samples,
            UnaryOperator<RgbImage> shrink,
            String recipe,
            PictureReader.Progress progress) {
        return reader.mapDecoded(samples, shrink, progress);
    }
}
