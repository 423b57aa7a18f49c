/**
 * From a folder of images to a model: a new head over a published network's frozen trunk, or a whole network that
 * learns.
 */
@NullMarked
package org.mobilenet4j.transfer;

import org.jspecify.annotations.NullMarked;
