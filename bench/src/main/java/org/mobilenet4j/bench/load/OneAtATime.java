package org.mobilenet4j.bench.load;

/**
 * What HTTP adds where one image is sent after the other: medians in milliseconds, the middle ones of all turns.
 *
 * @param serverMillis from the request to its answer
 * @param inProcessMillis of the plain call with the same bytes
 */
public record OneAtATime(String server, double serverMillis, double inProcessMillis) {}
