/**
 * What clients ask and get: images and tensors, as JSON and as bytes, of the Open Inference Protocol and KServe's first. Knows
 * nothing of HTTP.
 */
@NullMarked
package org.mobilenet4j.server.inference;

import org.jspecify.annotations.NullMarked;
