package org.mobilenet4j.search;

/**
 * A network that a search has looked at.
 *
 * @param accuracy top-1 with shared weights on images held out, 0 to 1
 * @param millis predicted latency of an image
 */
public record Candidate(SubNetwork network, double accuracy, double millis) {}
