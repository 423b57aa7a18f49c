/** Benchmarks. Never published. */
@NullMarked
package org.mobilenet4j.bench;

import org.jspecify.annotations.NullMarked;
