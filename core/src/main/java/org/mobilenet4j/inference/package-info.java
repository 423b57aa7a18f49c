/**
 * From a described network and its parameters to numbers, fast: the {@link org.mobilenet4j.inference.Compiler} folds
 * batch norm away, packs the weights and plans the memory; the {@link org.mobilenet4j.inference.CompiledNetwork} runs.
 * Knows nothing of images, files or class names.
 */
@NullMarked
package org.mobilenet4j.inference;

import org.jspecify.annotations.NullMarked;
