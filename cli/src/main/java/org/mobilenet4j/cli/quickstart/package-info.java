/** The sample images that the program draws for itself, so that a first run needs nothing from elsewhere. */
@NullMarked
package org.mobilenet4j.cli.quickstart;

import org.jspecify.annotations.NullMarked;
