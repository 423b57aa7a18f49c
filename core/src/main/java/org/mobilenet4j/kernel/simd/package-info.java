/**
 * The kernels on {@code jdk.incubator.vector}, and the only package that knows of it. Channels are the lanes. Every
 * class here may be loaded only where that module is readable; {@link org.mobilenet4j.kernel.KernelSelection} sees to
 * it.
 */
@NullMarked
package org.mobilenet4j.kernel.simd;

import org.jspecify.annotations.NullMarked;
