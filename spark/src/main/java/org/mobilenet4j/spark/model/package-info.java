/** Models on executors: one copy in each JVM, compiled once, shared by its tasks. */
@NullMarked
package org.mobilenet4j.spark.model;

import org.jspecify.annotations.NullMarked;
