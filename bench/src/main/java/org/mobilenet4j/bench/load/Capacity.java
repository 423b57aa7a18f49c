package org.mobilenet4j.bench.load;

/**
 * Images a second in a closed loop, over all turns: nearest ranks.
 *
 * @param who a server, or what is done in one process
 * @param ratio how many times this the first server makes: the middle one of the rounds' ratios
 */
public record Capacity(String who, double p10, double p50, double p90, double ratio) {}
