package org.mobilenet4j.spark.ranks;

/** Another rank has ended, is out of reach, or says nothing any more; the message names it and its host. */
public final class RankLostException extends RuntimeException {
    private static final long serialVersionUID = 1;

    RankLostException(String message, Throwable cause) {
        super(message, cause);
    }
}
