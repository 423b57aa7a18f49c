/** Transfer learning: a published network's knowledge, made into a classifier of one's own pictures. */
@NullMarked
package org.mobilenet4j.transfer;

import org.jspecify.annotations.NullMarked;
