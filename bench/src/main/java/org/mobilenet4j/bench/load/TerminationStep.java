package org.mobilenet4j.bench.load;

import java.util.Map;

/**
 * What a server that is told to end does to those whom it serves.
 *
 * @param offered images that came, half of them before the signal
 * @param inTime answered
 * @param refused with 503
 * @param unanswered taken by a connection, but never answered
 * @param unreachable those that came when nobody listened any longer
 * @param causes of the last two
 * @param exitStatus 0 where all went well
 * @param seconds from the signal to the end of the process
 */
public record TerminationStep(
        String server,
        long offered,
        long inTime,
        long refused,
        long unanswered,
        long unreachable,
        Map<String, Long> causes,
        int exitStatus,
        double seconds) {
    /** What the system says of a port at which nobody listens. */
    private static final String NOBODY = "Connection refused";

    static TerminationStep of(String server, Tally tally, int exitStatus, double seconds) {
        long unreachable = tally.causes().getOrDefault(NOBODY, 0L);
        return new TerminationStep(
                server,
                tally.offeredCount(),
                tally.inTimeCount(),
                tally.refusedCount(),
                tally.offeredCount() - tally.inTimeCount() - tally.refusedCount() - unreachable,
                unreachable,
                tally.causes(),
                exitStatus,
                seconds);
    }
}
