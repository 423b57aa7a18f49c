/** One bounded set of threads that everything parallel gets from its caller. Depends on the JDK alone. */
@NullMarked
package org.mobilenet4j.parallel;

import org.jspecify.annotations.NullMarked;
