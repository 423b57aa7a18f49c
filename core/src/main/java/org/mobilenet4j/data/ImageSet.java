package org.mobilenet4j.data;

import org.mobilenet4j.image.ImageDecoder;
import org.mobilenet4j.image.RgbImage;
import org.mobilenet4j.io.InvalidInputException;

/** Images in a fixed order, each decoded when it is asked for. Safe for any number of threads. */
public interface ImageSet {
    int size();

    /** The name of an image within the set. */
    String name(int index);

    /** What messages call an image: its path, where it has one. */
    String path(int index);

    /** What messages call the whole set. */
    String source();

    /**
     * An image, decoded anew at each call.
     *
     * @throws InvalidInputException if it cannot be read; the message begins with its path
     */
    RgbImage decode(int index, ImageDecoder decoder);
}
