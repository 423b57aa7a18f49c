/** Models as they are served: by name and version, loaded, warmed, swapped and drained. Knows nothing of HTTP. */
@NullMarked
package org.mobilenet4j.server.model;

import org.jspecify.annotations.NullMarked;
