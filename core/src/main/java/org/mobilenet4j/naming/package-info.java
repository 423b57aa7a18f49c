/**
 * The names that torchvision, timm and we give to a network's tensors, and the way of a checkpoint's tensors to a network's
 * parameters and back. The names follow from the places of the layers.
 */
@NullMarked
package org.mobilenet4j.naming;

import org.jspecify.annotations.NullMarked;
