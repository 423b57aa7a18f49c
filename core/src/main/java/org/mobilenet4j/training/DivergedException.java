package org.mobilenet4j.training;

/** Training has come to a loss that is not finite: the weights are lost. The message says where, and what to try. */
public final class DivergedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public DivergedException(String message) {
        super(message);
    }
}
