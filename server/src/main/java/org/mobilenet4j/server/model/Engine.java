package org.mobilenet4j.server.model;

import org.mobilenet4j.io.InvalidInputException;

/**
 * A model ready to run, with what is before and behind its network. One image at a time, on the calling thread; called by
 * several threads at once.
 *
 * <p>The server makes them of {@link org.mobilenet4j.Model models}; another network can be served by implementing this.
 */
public interface Engine {
    /** What it takes and gives. */
    Signature signature();

    /**
     * Says what is asked of an encoded image: the bytes of a JPEG, PNG, GIF or BMP file.
     *
     * @param decoded to be run once the image is decoded, so that decoding is timed apart
     * @throws InvalidInputException if it is no such image, or the model does not give what is wanted
     */
    Prediction predict(byte[] encoded, Wanted wanted, Runnable decoded);

    /**
     * Says what is asked of an input that is prepared already.
     *
     * @param input {@code C x H x W} floats, as the signature says
     * @throws InvalidInputException if the model does not give what is wanted
     */
    Prediction predict(float[] input, Wanted wanted);

    /**
     * One that does the same work on less: what it runs is compiled sooner than by long calls. It is used to warm this one
     * up, and then forgotten.
     */
    default Engine smaller() {
        return this;
    }
}
