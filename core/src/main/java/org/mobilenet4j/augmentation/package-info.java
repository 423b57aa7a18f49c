/**
 * How images are changed while a network learns from them, so that it sees each one new. What is named after
 * torchvision's transforms does what they do to 8-bit images; the draws come from a seed, so that an image and a seed
 * give the same again on any thread.
 */
@NullMarked
package org.mobilenet4j.augmentation;

import org.jspecify.annotations.NullMarked;
