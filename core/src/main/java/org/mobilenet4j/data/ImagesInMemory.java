package org.mobilenet4j.data;

import java.util.function.UnaryOperator;
import org.mobilenet4j.image.RgbImage;

/** Keeps nothing beyond the run. */
record ImagesInMemory() implements ImageStore {
    @Override
    public ImageResults<RgbImage> read(
            ImageReader reader,
            LabelledImages images,
            UnaryOperator<RgbImage> shrink,
            String recipe,
            ImageListener listener) {
        return reader.map(images, shrink, listener);
    }
}
