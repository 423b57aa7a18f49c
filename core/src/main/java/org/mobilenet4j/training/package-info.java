/**
 * Learning: losses, optimisers, and what fits parameters to labelled data. Works on numbers; pictures become features
 * or tensors elsewhere.
 */
@NullMarked
package org.mobilenet4j.training;

import org.jspecify.annotations.NullMarked;
