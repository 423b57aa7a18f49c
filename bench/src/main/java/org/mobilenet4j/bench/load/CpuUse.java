package org.mobilenet4j.bench.load;

/**
 * Processor time.
 *
 * @param generatorThread of the generator's thread, as a share of one core
 * @param generatorProcess of its whole JVM, as a share of one core
 * @param serverSeconds of the server's processes; NaN where they are not known
 */
record CpuUse(double generatorThread, double generatorProcess, double serverSeconds) {}
