/** Programs that measure what {@code docs/spark.md} quotes; run by hand. */
@NullMarked
package org.mobilenet4j.spark.bench;

import org.jspecify.annotations.NullMarked;
