/** Columns of images: what a cell of a DataFrame holds, and how it becomes pixels on an executor. */
@NullMarked
package org.mobilenet4j.spark.image;

import org.jspecify.annotations.NullMarked;
