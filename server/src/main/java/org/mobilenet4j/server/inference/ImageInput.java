package org.mobilenet4j.server.inference;

import org.mobilenet4j.server.model.Engine;
import org.mobilenet4j.server.model.Prediction;
import org.mobilenet4j.server.model.Wanted;

/** One image of a request. */
public sealed interface ImageInput {
    /**
     * Computes what is wanted of it.
     *
     * @param decoded to be run once the image is decoded
     */
    Prediction predict(Engine engine, Wanted wanted, Runnable decoded);

    /** The bytes of an image file. */
    record Encoded(byte[] bytes) implements ImageInput {
        @Override
        public Prediction predict(Engine engine, Wanted wanted, Runnable decoded) {
            return engine.predict(bytes, wanted, decoded);
        }
    }

    /** An input that is prepared already, {@code C x H x W}. */
    record Prepared(float[] values) implements ImageInput {
        @Override
        public Prediction predict(Engine engine, Wanted wanted, Runnable decoded) {
            decoded.run();
            return engine.predict(values, wanted);
        }
    }
}
