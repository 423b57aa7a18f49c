/**
 * Images: from an encoded file to the pixels that Pillow would give, and from pixels to a network's input as
 * torchvision and timm prepare it. The only package that touches {@code java.awt} and {@code javax.imageio}; it depends
 * on {@code kernel}, {@code tensor} and {@code io}, and knows nothing of networks, labels or folders.
 */
@NullMarked
package org.mobilenet4j.image;

import org.jspecify.annotations.NullMarked;
