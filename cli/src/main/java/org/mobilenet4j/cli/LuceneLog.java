package org.mobilenet4j.cli;

import java.util.logging.Level;
import java.util.logging.Logger;

/** Lucene tells on standard error which instructions it uses; the doctor says that of the machine. */
final class LuceneLog {
    /** Held, because a level is forgotten with its logger. */
    private static final Logger LOGGER = Logger.getLogger("org.apache.lucene");

    private LuceneLog() {}

    static void quiet() {
        LOGGER.setLevel(Level.SEVERE);
    }
}
