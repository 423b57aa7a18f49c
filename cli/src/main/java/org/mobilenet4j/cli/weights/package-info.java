/** Weights that others published: which there are, where they are kept, and fetching them. The only use of a network. */
@NullMarked
package org.mobilenet4j.cli.weights;

import org.jspecify.annotations.NullMarked;
