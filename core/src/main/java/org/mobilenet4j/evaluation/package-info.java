/** How good a classifier is: figures from labels and predictions alone. */
@NullMarked
package org.mobilenet4j.evaluation;

import org.jspecify.annotations.NullMarked;
