/**
 * What every reader and writer of files shares: the one-line error for a user's mistake, and writing that never leaves
 * half a file. Depends on the JDK and jackson-core.
 */
@NullMarked
package org.mobilenet4j.io;

import org.jspecify.annotations.NullMarked;
