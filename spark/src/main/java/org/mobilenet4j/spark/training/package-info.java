/** Training on rows of images: who learns from which row, and what executors and driver each do of it. */
@NullMarked
package org.mobilenet4j.spark.training;

import org.jspecify.annotations.NullMarked;
