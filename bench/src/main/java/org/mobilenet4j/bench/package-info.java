/**
 * The verb {@code bench}: this library against others and against the machine, each measured in JVMs of its own. What runs
 * under JMH is in {@link org.mobilenet4j.bench.jmh}. Never published.
 */
@NullMarked
package org.mobilenet4j.bench;

import org.jspecify.annotations.NullMarked;
