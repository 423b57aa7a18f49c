/** What is counted and timed. */
@NullMarked
package org.mobilenet4j.server.metrics;

import org.jspecify.annotations.NullMarked;
