/**
 * Eight-bit integers for a network's values: what ranges they have, seen through the taps of the inference engine on images,
 * and how channels are scaled so that they use them. How a file holds the result is said elsewhere.
 */
@NullMarked
package org.mobilenet4j.quantization;

import org.jspecify.annotations.NullMarked;
