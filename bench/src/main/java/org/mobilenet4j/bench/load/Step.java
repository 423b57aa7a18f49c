package org.mobilenet4j.bench.load;

import java.util.Map;

/**
 * What came of one load in an open loop.
 *
 * @param load as a multiple of the capacity
 * @param offeredPerSecond requests that were due
 * @param inTimePerSecond answers within the deadline while the load lasted: the goodput
 * @param ofCapacity the same as a share of the capacity
 * @param late answers after the deadline
 * @param refused answers 503 and 429
 * @param failed answers of any other status
 * @param broken connections that failed with a request on them
 * @param timedOut requests that never got an answer
 * @param causes of what failed or broke
 * @param answeredMillis from the intended time of sending to the answer, of those that were not refused
 * @param refusedMillis the same of refusals
 * @param sentLateMillis what the generator itself was late by
 * @param generatorThreadCpu of the generator's thread, as a share of one core
 * @param generatorProcessCpu of its whole JVM
 * @param serverCpuMillis of the server's processes, for each image that was answered; NaN where they are not known
 * @param serverMegabytes resident memory of these processes at the end, in 10^6 bytes
 */
public record Step(
        String server,
        double load,
        double seconds,
        double offeredPerSecond,
        double inTimePerSecond,
        double ofCapacity,
        double refusedPerSecond,
        long offered,
        long inTime,
        long late,
        long refused,
        long failed,
        long broken,
        long timedOut,
        Map<String, Long> causes,
        Latency answeredMillis,
        Latency refusedMillis,
        Latency sentLateMillis,
        double generatorThreadCpu,
        double generatorProcessCpu,
        double serverCpuMillis,
        double serverMegabytes) {
    static Step of(String server, double load, double capacity, Load measured) {
        Tally tally = measured.tally();
        Usage usage = measured.usage();
        return new Step(
                server,
                load,
                measured.seconds(),
                tally.offeredCount() / measured.seconds(),
                measured.inTimePerSecond(),
                measured.inTimePerSecond() / capacity,
                tally.refusedCount() / measured.seconds(),
                tally.offeredCount(),
                tally.inTimeCount(),
                tally.lateCount(),
                tally.refusedCount(),
                tally.failedCount(),
                tally.brokenCount(),
                tally.timedOutCount(),
                tally.causes(),
                tally.answered(),
                tally.refused(),
                tally.sentLate(),
                usage.generatorThread(),
                usage.generatorProcess(),
                tally.answeredWithinCount() == 0
                        ? Double.NaN
                        : usage.serverSeconds() * 1000 / tally.answeredWithinCount(),
                usage.serverMegabytes());
    }

    /** Requests with neither an answer nor a refusal. */
    public long errors() {
        return failed + broken + timedOut;
    }
}
