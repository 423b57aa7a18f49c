/**
 * Models behind HTTP: the server, its options and its life. What the routes say is in the packages below.
 */
@NullMarked
package org.mobilenet4j.server;

import org.jspecify.annotations.NullMarked;
