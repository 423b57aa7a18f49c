/**
 * How pictures are changed while a network learns from them, so that it sees each one new. What is named after
 * torchvision's transforms does what they do to 8-bit pictures; the draws come from a seed, so that a picture and a seed
 * give the same again on any thread.
 */
@NullMarked
package org.mobilenet4j.augmentation;

import org.jspecify.annotations.NullMarked;
