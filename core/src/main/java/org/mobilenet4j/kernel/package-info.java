/**
 * The door to the arithmetic: {@link org.mobilenet4j.kernel.Kernels} says what can be computed, {@link
 * org.mobilenet4j.kernel.KernelSelection} picks the implementation that fits the machine, once. Callers see neither
 * vectors nor lanes, only the width of a packed panel.
 */
@NullMarked
package org.mobilenet4j.kernel;

import org.jspecify.annotations.NullMarked;
