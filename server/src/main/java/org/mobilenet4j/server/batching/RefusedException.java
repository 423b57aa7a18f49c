package org.mobilenet4j.server.batching;

/** A request that was not computed, and why. */
public final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Refusal cause;

    public RefusedException(Refusal cause, String message) {
        super(message, null, false, false); // thrown by the thousand under overload; where from says nothing
        this.cause = cause;
    }

    /** Why it was not computed. */
    public Refusal refusal() {
        return cause;
    }
}
