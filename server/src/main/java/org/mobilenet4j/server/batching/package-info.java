/** A bounded queue in front of a fixed set of threads, usable without the server. Knows neither models nor HTTP. */
@NullMarked
package org.mobilenet4j.server.batching;

import org.jspecify.annotations.NullMarked;
