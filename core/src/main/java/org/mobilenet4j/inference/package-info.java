/**
 * From a network, its parameters and a size to numbers, fast: the {@link org.mobilenet4j.inference.Compiler} folds batch
 * norm away, packs the weights and plans the memory, and keeps whole what is wanted outside; the {@link org.mobilenet4j.inference.CompiledNetwork} runs.
 * Knows nothing of images, files or class names.
 */
@NullMarked
package org.mobilenet4j.inference;

import org.jspecify.annotations.NullMarked;
