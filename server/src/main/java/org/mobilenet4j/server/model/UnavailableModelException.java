package org.mobilenet4j.server.model;

/** A model that cannot be asked: there is none of that name, or it is not ready. */
public final class UnavailableModelException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final boolean isKnown;

    UnavailableModelException(boolean isKnown, String message) {
        super(message, null, false, false);
        this.isKnown = isKnown;
    }

    /** Whether there is such a model, which is only not ready. */
    public boolean isKnown() {
        return isKnown;
    }
}
