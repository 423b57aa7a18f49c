/** What the release makes of the program besides its jar. Runs in the build, and is not published. */
@NullMarked
package org.mobilenet4j.dist;

import org.jspecify.annotations.NullMarked;
