/** The program {@code ./mobilenet}: verbs, progress, tables. The only place that prints or exits. */
@NullMarked
package org.mobilenet4j.cli;

import org.jspecify.annotations.NullMarked;
