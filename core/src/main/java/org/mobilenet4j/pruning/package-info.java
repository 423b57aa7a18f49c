/**
 * Taking channels and blocks out of a network: which must go together, and what is left when they went. A value in, a value
 * out; what is worth keeping is decided elsewhere.
 */
@NullMarked
package org.mobilenet4j.pruning;

import org.jspecify.annotations.NullMarked;
