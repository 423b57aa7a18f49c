/**
 * Labelled images: where they lie, which class each belongs to, which are held out, and their way to a network's input
 * on several threads. What is then computed of them is the caller's.
 */
@NullMarked
package org.mobilenet4j.data;

import org.jspecify.annotations.NullMarked;
