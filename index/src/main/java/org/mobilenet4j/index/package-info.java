/**
 * An index of images on the disk: their vectors in Lucene's graphs, with path, label, length and time of each file. It is
 * kept up to date by what changed, and searched by images or by a label. All that knows Lucene is here.
 */
@NullMarked
package org.mobilenet4j.index;

import org.jspecify.annotations.NullMarked;
