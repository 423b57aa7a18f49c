/**
 * What is between a detector's outputs and boxes in an image: default boxes, their coding, non-maximum suppression. Boxes
 * in a row are {@code float[]} of left, top, right and bottom; arithmetic is float32 in torchvision's order, because what
 * is kept hangs on the last bit where boxes tie. Knows nothing of networks, images and files.
 */
@NullMarked
package org.mobilenet4j.detection;

import org.jspecify.annotations.NullMarked;
