/** How good a model is on labelled images that are spread over a cluster: the library's own figures, from exact counts. */
@NullMarked
package org.mobilenet4j.spark.evaluation;

import org.jspecify.annotations.NullMarked;
