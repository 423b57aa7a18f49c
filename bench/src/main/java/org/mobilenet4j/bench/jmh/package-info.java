/**
 * JMH benchmarks of kernels and whole networks; never published. {@code java -jar bench/target/benchmarks.jar} runs them,
 * with a part of a name behind it only those.
 */
@NullMarked
package org.mobilenet4j.bench.jmh;

import org.jspecify.annotations.NullMarked;
