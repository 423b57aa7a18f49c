package org.mobilenet4j.search;

import java.util.List;

/**
 * The result of a search.
 *
 * @param limitMillis the latency that no network may exceed
 * @param networks how many the space has
 * @param superNetwork of each epoch, the mean loss over the paths and images that it showed
 * @param evolution all networks in the order in which they were evaluated
 * @param reinforce all networks in the order in which they were drawn, above the limit too
 * @param contenders networks trained from scratch: those found, then V3-Small and V2 of that latency
 */
public record SearchResult(
        SearchSettings settings,
        double limitMillis,
        double networks,
        List<Double> superNetwork,
        List<Candidate> evolution,
        List<Candidate> reinforce,
        List<Contender> contenders) {
    public SearchResult {
        superNetwork = List.copyOf(superNetwork);
        evolution = List.copyOf(evolution);
        reinforce = List.copyOf(reinforce);
        contenders = List.copyOf(contenders);
    }
}
