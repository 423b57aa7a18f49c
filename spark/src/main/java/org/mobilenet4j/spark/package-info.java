/**
 * Models in Spark: what Spark ML's conventions ask for. Arithmetic, reading of images and training itself are the library's;
 * here is only how they are spread over executors.
 */
@NullMarked
package org.mobilenet4j.spark;

import org.jspecify.annotations.NullMarked;
