package org.mobilenet4j.bench.load;

import java.util.List;

/**
 * How a server is loaded.
 *
 * @param closed the closed loop, which finds the capacity
 * @param open the open loop, which finds what comes of more and less than that
 * @param mostConnections of the open loop
 * @param deadlineMillis after which an answer is of no use
 * @param trials what else a server is put through
 */
public record LoadSettings(ClosedLoop closed, OpenLoop open, int mostConnections, int deadlineMillis, Trials trials) {
    /**
     * Connections that each send the next image as they have the answer to the one before.
     *
     * @param connections that do so side by side
     * @param rounds in each of which every server has a turn
     * @param turnSeconds how long a turn lasts
     * @param warmUpSeconds before the first
     */
    public record ClosedLoop(int connections, int rounds, double turnSeconds, double warmUpSeconds) {}

    /**
     * Images that come when they come.
     *
     * @param loads multiples of the capacity
     * @param seconds each of them lasts
     * @param seed of the times at which they come
     */
    public record OpenLoop(List<Double> loads, double seconds, long seed) {
        public OpenLoop {
            loads = List.copyOf(loads);
        }
    }

    /**
     * Parts of their own, while images come at half the capacity or a little more.
     *
     * @param slowSenders connections that send a byte every two seconds; 0 for none
     * @param reloads how often the model is loaded anew; 0 for never. Of this project's server alone
     * @param isTerminated whether the server is told to end. Of this project's server alone
     */
    public record Trials(int slowSenders, int reloads, boolean isTerminated) {}

    long deadlineNanos() {
        return deadlineMillis * 1_000_000L;
    }
}
