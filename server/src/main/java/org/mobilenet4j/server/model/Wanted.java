package org.mobilenet4j.server.model;

import org.jspecify.annotations.Nullable;

/** What is asked of a model for an image. */
public sealed interface Wanted {
    /** What its task is: scores, objects or a mask. */
    record Result() implements Wanted {}

    /** The vector before its last layer. */
    record Embedding() implements Wanted {}

    /**
     * What in the image speaks for a class.
     *
     * @param index of the class; null for the likeliest
     */
    record Explanation(@Nullable Integer index) implements Wanted {}
}
