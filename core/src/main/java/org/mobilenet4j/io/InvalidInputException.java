package org.mobilenet4j.io;

/**
 * A file, folder or option that the user gave cannot be used. The message is one line that a person can act on: it
 * names the file or option, what was found, what was expected, and the remedy. The command line prints it as it is and
 * exits with status 2.
 */
public class InvalidInputException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public InvalidInputException(String message) {
        super(message);
    }

    public InvalidInputException(String message, Throwable cause) {
        super(message, cause);
    }
}
