package org.mobilenet4j.bench.load;

/**
 * What a load took of the machine.
 *
 * @param generatorThread processor time of the generator's thread, as a share of one core
 * @param generatorProcess of its whole JVM, as a share of one core
 * @param serverSeconds processor time of the server's processes; NaN where they are not known
 * @param serverMegabytes their resident memory at the end, in 10^6 bytes; NaN where that is not known
 */
record Usage(double generatorThread, double generatorProcess, double serverSeconds, double serverMegabytes) {}
