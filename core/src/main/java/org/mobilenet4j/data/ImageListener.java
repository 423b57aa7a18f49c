package org.mobilenet4j.data;

/** Listens to the reading of images, on the thread that waits for it. */
public interface ImageListener {
    /** Listens to nothing. */
    ImageListener NONE = new ImageListener() {};

    /** After each image, or after several at once: how many of how many are done. */
    default void onImage(int done, int total) {}

    /** After all images, for each that could not be read, in their order. */
    default void onSkipped(SkippedImage skipped) {}
}
