/**
 * Datasets of images: where the files are, the class of each, the split into training and validation images, and reading
 * them on several threads. What is computed from them is up to the caller.
 */
@NullMarked
package org.mobilenet4j.data;

import org.jspecify.annotations.NullMarked;
