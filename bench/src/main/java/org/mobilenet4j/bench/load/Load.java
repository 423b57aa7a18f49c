package org.mobilenet4j.bench.load;

/**
 * A load that is over.
 *
 * @param tally what became of its requests
 * @param seconds that it lasted, without the wait for the last answers
 * @param endedNanos when the last request was due, by {@link System#nanoTime}
 * @param usage of the machine meanwhile
 */
record Load(Tally tally, double seconds, long endedNanos, Usage usage) {
    /** Answers a second within the deadline. */
    double inTimePerSecond() {
        return tally.inTimeWithinCount() / seconds;
    }
}
