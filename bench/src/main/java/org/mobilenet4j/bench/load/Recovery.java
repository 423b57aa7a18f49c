package org.mobilenet4j.bench.load;

/**
 * Whether a server is as before, two seconds after more came than it can do: at half its capacity.
 *
 * @param afterLoad which it was, as a multiple of the capacity
 * @param p99MillisBefore at half the capacity, before all loads
 * @param p99Millis the same afterwards
 * @param lost requests without an answer in time
 * @param isNormal whether none was lost and the percentile is at most twice what it was, or ten milliseconds more
 */
public record Recovery(
        String server, double afterLoad, double p99MillisBefore, double p99Millis, long lost, boolean isNormal) {
    private static final double FACTOR = 2;
    private static final double LEAST_MILLIS = 10;

    static Recovery of(String server, double afterLoad, Tally before, Tally after) {
        double p99Before = before.answered().p99();
        double p99 = after.answered().p99();
        long lost = after.offeredCount() - after.inTimeCount();
        return new Recovery(
                server,
                afterLoad,
                p99Before,
                p99,
                lost,
                lost == 0 && p99 <= Math.max(FACTOR * p99Before, p99Before + LEAST_MILLIS));
    }
}
