/** The few types that most users touch. */
@NullMarked
package org.mobilenet4j;

import org.jspecify.annotations.NullMarked;
