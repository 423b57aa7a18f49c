/**
 * The program {@code ./mobilenet}: its verbs, and what becomes of their failures. The only place that prints or exits;
 * {@code console} knows how to print, and everything else is the library's.
 */
@NullMarked
package org.mobilenet4j.cli;

import org.jspecify.annotations.NullMarked;
