package org.mobilenet4j.search;

/** What a search asks of a network. The same network always has the same answers. */
interface CandidateEvaluator {
    /** The latency of an image. */
    double millis(SubNetwork network);

    /** Top-1 on images held out, 0 to 1. By far the dearer question. */
    double accuracy(SubNetwork network);

    default Candidate candidate(SubNetwork network) {
        return new Candidate(network, accuracy(network), millis(network));
    }
}
