/** A float array with a shape, and nothing clever. Depends on the JDK alone; everything else may depend on it. */
@NullMarked
package org.mobilenet4j.tensor;

import org.jspecify.annotations.NullMarked;
