/**
 * Learning: losses of classes, boxes and masks, optimisers, what fits parameters to labelled data, and a beginning of fresh
 * ones that depends on it.
 * Works on numbers; images become features or tensors elsewhere.
 */
@NullMarked
package org.mobilenet4j.training;

import org.jspecify.annotations.NullMarked;
