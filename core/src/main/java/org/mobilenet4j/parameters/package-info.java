/**
 * The tensors of a network, and functions from one set of them to another: fresh weights, folded norms, a replaced head.
 * Nothing here knows files or computes a network.
 */
@NullMarked
package org.mobilenet4j.parameters;

import org.jspecify.annotations.NullMarked;
