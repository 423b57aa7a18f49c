package org.mobilenet4j;

import org.mobilenet4j.io.InvalidInputException;

/** Nothing is where a model was named; the message is one line, with the remedy. */
public final class NoSuchModelException extends InvalidInputException {
    private static final long serialVersionUID = 1;

    NoSuchModelException(String message) {
        super(message);
    }
}
