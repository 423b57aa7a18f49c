/** Turns the Markdown of this repository into a site that is read and searched without a network. */
@NullMarked
package org.mobilenet4j.site;

import org.jspecify.annotations.NullMarked;
