/**
 * Weights in files: the formats PyTorch users have, the ordered names and tensors they hold, read when they are wanted.
 * Nothing in a file is trusted: lengths, offsets, shapes and constructors are
 * checked before memory is taken, and a file that fails a check ends in one
 * {@link org.mobilenet4j.io.InvalidInputException}.
 *
 * <p>Values are float32 in memory, in PyTorch's axis order, whatever the file held. Which network they belong to is not
 * known here: see {@code naming}. Depends on {@code tensor}, {@code io} and the JSON parser.
 */
@NullMarked
package org.mobilenet4j.weights;

import org.jspecify.annotations.NullMarked;
