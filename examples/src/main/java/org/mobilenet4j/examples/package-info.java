/** Programs as a Java user writes them: with the library and without the program {@code ./mobilenet}. */
@NullMarked
package org.mobilenet4j.examples;

import org.jspecify.annotations.NullMarked;
