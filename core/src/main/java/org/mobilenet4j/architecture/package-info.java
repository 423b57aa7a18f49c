/**
 * A network is a value: nodes with locations and inputs, named outputs, sealed layers; the tables of the papers build it, and what can be read off them without computing
 * (shapes, parameters, multiply-adds). Weights, kernels and files do not appear here.
 *
 * <p>Every reading of a network elsewhere is an exhaustive {@code switch} over {@link
 * org.mobilenet4j.architecture.Layer}, without {@code default}: a new kind of layer makes the compiler list every place
 * that has to learn it.
 */
@NullMarked
package org.mobilenet4j.architecture;

import org.jspecify.annotations.NullMarked;
