/** The routes by the protocol they belong to. */
@NullMarked
package org.mobilenet4j.server.route;

import org.jspecify.annotations.NullMarked;
