package org.mobilenet4j.bench.load;

/**
 * What slow senders do to others, who come at half the capacity.
 *
 * @param senders connections that send a byte every two seconds
 * @param closedByServer how often the server closed one, which was then opened anew
 * @param lost requests of the others without an answer in time
 */
public record SlowSendersStep(
        String server,
        int senders,
        int closedByServer,
        Latency beforeMillis,
        Latency withMillis,
        double p99Ratio,
        long lost) {
    static SlowSendersStep of(String server, int senders, int closedByServer, Tally before, Tally with) {
        return new SlowSendersStep(
                server,
                senders,
                closedByServer,
                before.answered(),
                with.answered(),
                with.answered().p99() / before.answered().p99(),
                with.offeredCount() - with.inTimeCount());
    }
}
