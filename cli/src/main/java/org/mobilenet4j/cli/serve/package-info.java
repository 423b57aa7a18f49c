/** The verb serve: a model behind HTTP. */
@NullMarked
package org.mobilenet4j.cli.serve;

import org.jspecify.annotations.NullMarked;
