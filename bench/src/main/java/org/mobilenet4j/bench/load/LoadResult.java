package org.mobilenet4j.bench.load;

import java.util.List;

/**
 * All that one benchmark measured.
 *
 * <p>What was not asked for is empty.
 *
 * @param capacities of the servers in their order, then what one process makes if that was asked for
 */
public record LoadResult(
        List<Capacity> capacities,
        List<OneAtATime> oneAtATime,
        List<Step> steps,
        List<Recovery> recoveries,
        List<SlowSendersStep> slowSenders,
        List<ReloadsStep> reloads,
        List<TerminationStep> terminations) {
    public LoadResult {
        capacities = List.copyOf(capacities);
        oneAtATime = List.copyOf(oneAtATime);
        steps = List.copyOf(steps);
        recoveries = List.copyOf(recoveries);
        slowSenders = List.copyOf(slowSenders);
        reloads = List.copyOf(reloads);
        terminations = List.copyOf(terminations);
    }
}
