/**
 * What the foreign formats have in common: a graph of operations as their files describe it, and how it becomes a network of
 * this library. A reader of a format states operations; which layers they make, and which MobileNet that is, is found here.
 */
@NullMarked
package org.mobilenet4j.formats.graph;

import org.jspecify.annotations.NullMarked;
