/** HTTP as Jetty speaks it: routes, bodies within limits, errors, TLS. Knows nothing of models. */
@NullMarked
package org.mobilenet4j.server.http;

import org.jspecify.annotations.NullMarked;
