package org.mobilenet4j.spark.image;

import org.mobilenet4j.image.ImageDecoder;
import org.mobilenet4j.image.RgbImage;
import org.mobilenet4j.io.InvalidInputException;

/** What a cell gives of an image before anything is decoded. */
sealed interface ImageContent {
    /** What to call the image in messages. */
    String name();

    /**
     * The pixels.
     *
     * @throws InvalidInputException if it is no image that the decoder takes
     */
    RgbImage decoded(ImageDecoder decoder);

    /** A file's bytes. */
    record Encoded(byte[] bytes, String name) implements ImageContent {
        @Override
        public RgbImage decoded(ImageDecoder decoder) {
            return decoder.decode(bytes, name);
        }
    }

    /** An image that another has decoded. */
    record Pixels(RgbImage image, String name) implements ImageContent {
        @Override
        public RgbImage decoded(ImageDecoder decoder) {
            return image;
        }
    }
}
