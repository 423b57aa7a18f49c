package org.mobilenet4j.cli.weights;

import java.io.IOException;

/** An address that cannot be reached or has not what was asked of it. */
final class UnavailableException extends IOException {
    private static final long serialVersionUID = 1L;

    UnavailableException(String message) {
        super(message);
    }

    UnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
