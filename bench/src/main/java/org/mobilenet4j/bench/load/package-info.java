/**
 * Load on a server that takes images over HTTP: the generator, the shapes of load, what is counted, and the report of it.
 * Knows no model server in particular but how to start this project's.
 */
@NullMarked
package org.mobilenet4j.bench.load;

import org.jspecify.annotations.NullMarked;
