/**
 * How long networks take on this machine: measured step by step and predicted for networks that were never run. Knows
 * nothing of training or search.
 */
@NullMarked
package org.mobilenet4j.latency;

import org.jspecify.annotations.NullMarked;
