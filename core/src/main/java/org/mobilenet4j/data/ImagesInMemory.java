package org.mobilenet4j.data;

import java.util.List;
import java.util.function.UnaryOperator;
import org.mobilenet4j.image.RgbImage;

/** Keeps nothing beyond the run. */
record ImagesInMemory() implements ImageStore {
    @Override
    public ImageReader.Outcome<RgbImage> read(
            ImageReader reader,
            List<Sample> samples,
            UnaryOperator<RgbImage> shrink,
            String recipe,
            ImageReader.Progress progress) {
        return reader.mapDecoded(samples, shrink, progress);
    }
}
