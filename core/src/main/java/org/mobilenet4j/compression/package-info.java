/**
 * Smaller and faster models out of trained ones: which channels and blocks matter, pruning to a target, adaptation to a latency.
 * Workflows: they read images, train and measure. How channels are taken out is {@code pruning}'s.
 */
@NullMarked
package org.mobilenet4j.compression;

import org.jspecify.annotations.NullMarked;
