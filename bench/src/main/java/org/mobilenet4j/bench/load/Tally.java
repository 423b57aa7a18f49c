package org.mobilenet4j.bench.load;

import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/** Counts what becomes of requests. Not thread-safe. */
final class Tally {
    private static final long LONGEST_MICROS = 600_000_000;
    private static final int DIGITS = 3;
    private static final int CAUSES_TOLD = 20;

    private final Histogram answeredMicros = new Histogram(LONGEST_MICROS, DIGITS);
    private final Histogram refusedMicros = new Histogram(LONGEST_MICROS, DIGITS);
    private final Histogram sentLateMicros = new Histogram(LONGEST_MICROS, DIGITS);
    private final Map<String, Long> causes = new TreeMap<>();
    private final long deadlineNanos;
    private final long windowEnd;
    private long offered;
    private long inTime;
    private long inTimeWithin;
    private long answeredWithin;
    private long late;
    private long refused;
    private long failed;
    private long broken;
    private long timedOut;

    /**
     * Begins.
     *
     * @param deadlineNanos after which an answer is of no use
     * @param windowEnd when the load ends, by {@link System#nanoTime}
     */
    Tally(long deadlineNanos, long windowEnd) {
        this.deadlineNanos = deadlineNanos;
        this.windowEnd = windowEnd;
    }

    /** A request is due. */
    void offered(long intendedNanos, long now) {
        offered++;
        record(sentLateMicros, now - intendedNanos);
    }

    /** An answer has come. */
    void answered(int status, long intendedNanos, long now) {
        long nanos = now - intendedNanos;
        if (status == 503 || status == 429) {
            refused++;
            record(refusedMicros, nanos);
        } else if (status >= 200 && status < 300) {
            record(answeredMicros, nanos);
            boolean isWithin = now - windowEnd <= 0;
            answeredWithin += isWithin ? 1 : 0;
            if (nanos <= deadlineNanos) {
                inTime++;
                inTimeWithin += isWithin ? 1 : 0;
            } else {
                late++;
            }
        } else {
            failed++;
            cause("status " + status);
        }
    }

    /** A connection failed with a request on it. */
    void broken(String why) {
        broken++;
        cause(why);
    }

    /** Nobody waits for an answer any longer. */
    void timedOut() {
        timedOut++;
    }

    private void cause(String why) {
        if (causes.size() < CAUSES_TOLD || causes.containsKey(why)) {
            causes.merge(why, 1L, Long::sum);
        }
    }

    private static void record(Histogram histogram, long nanos) {
        histogram.recordValue(Math.clamp(nanos / 1000, 0, LONGEST_MICROS));
    }

    /** Requests that were due. */
    long offeredCount() {
        return offered;
    }

    /** Answers within the deadline, also those that came when the load had ended. */
    long inTimeCount() {
        return inTime;
    }

    /** Answers within the deadline while the load lasted: what the server makes. */
    long inTimeWithinCount() {
        return inTimeWithin;
    }

    /** Answers while the load lasted. */
    long answeredWithinCount() {
        return answeredWithin;
    }

    /** Answers after the deadline. */
    long lateCount() {
        return late;
    }

    /** Refusals: 503 and 429. */
    long refusedCount() {
        return refused;
    }

    /** Answers of any other status. */
    long failedCount() {
        return failed;
    }

    /** Connections that failed with a request on them. */
    long brokenCount() {
        return broken;
    }

    /** Requests without an answer, or that could not even be sent. */
    long timedOutCount() {
        return timedOut;
    }

    /** What went wrong, and how often. */
    Map<String, Long> causes() {
        return causes;
    }

    /** From the intended time of sending to the whole answer, of all that were not refused. */
    Latency answered() {
        return Latency.of(answeredMicros);
    }

    /** The same of refusals. */
    Latency refused() {
        return Latency.of(refusedMicros);
    }

    /** From the intended time of sending to the generator's turn to send: what it adds to every latency by itself. */
    Latency sentLate() {
        return Latency.of(sentLateMicros);
    }
}
