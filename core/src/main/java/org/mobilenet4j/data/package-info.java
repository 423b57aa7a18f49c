/**
 * Labelled pictures: where they lie, which class each belongs to, and which are held out. Knows names and bytes; what is
 * in the bytes is for the package that decodes pictures.
 */
@NullMarked
package org.mobilenet4j.data;

import org.jspecify.annotations.NullMarked;
