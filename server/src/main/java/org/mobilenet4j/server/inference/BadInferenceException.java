package org.mobilenet4j.server.inference;

/** A request that is not as the protocol has it, or does not fit the model. */
public final class BadInferenceException extends RuntimeException {
    private static final long serialVersionUID = 1;

    BadInferenceException(String message) {
        super(message, null, false, false);
    }
}
