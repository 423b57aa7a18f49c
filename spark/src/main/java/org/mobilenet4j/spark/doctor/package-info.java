/** Whether a cluster is fit for what is to run on it: its settings, and what its executors say of themselves. */
@NullMarked
package org.mobilenet4j.spark.doctor;

import org.jspecify.annotations.NullMarked;
