/**
 * Weights in files: the formats PyTorch users have (safetensors, {@code .pth}), the ordered names and tensors they hold,
 * and the report on how those fit a network. Nothing in a file is trusted: lengths, offsets, shapes and constructors are
 * checked before memory is taken, and a file that fails a check ends in one
 * {@link org.mobilenet4j.io.InvalidInputException}.
 *
 * <p>And their way to a network's parameters: the names that torchvision and timm give to each layer's tensors, the
 * parameters of one network, complete and under our own names, and fresh ones. Values are float32 in memory, in PyTorch's
 * axis order, whatever the file held. Nothing here computes with them or lays them out for a kernel. Depends on {@code
 * architecture}, {@code tensor}, {@code io} and the JSON parser.
 */
@NullMarked
package org.mobilenet4j.weights;

import org.jspecify.annotations.NullMarked;
