package org.mobilenet4j.server.batching;

/** Why a request was not computed. */
public enum Refusal {
    /** As many items wait as may. */
    QUEUE_FULL,
    /** As many bytes wait as may. */
    QUEUE_BYTES,
    /** It waited for longer than it was to. */
    DEADLINE,
    /** Whoever asked no longer waits for the answer. */
    CLIENT_GONE,
    /** The queue takes nothing more, as it is being closed. */
    CLOSED
}
