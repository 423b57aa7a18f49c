/**
 * Looking inside a network: what in an image made it say what it says, what its layers hold, and which of its kernels do
 * nothing. Knows nothing of files.
 */
@NullMarked
package org.mobilenet4j.inspection;

import org.jspecify.annotations.NullMarked;
