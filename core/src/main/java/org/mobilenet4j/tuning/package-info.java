/** Measuring which tiles and bands are fastest on a machine. */
@NullMarked
package org.mobilenet4j.tuning;

import org.jspecify.annotations.NullMarked;
