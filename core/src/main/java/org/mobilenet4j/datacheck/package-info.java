/**
 * Whether a dataset is fit to learn from: unreadable, blank and small images, duplicates, labels that are likely wrong; and a
 * cleaned copy of it. Workflows: they read images and ask a frozen trunk. Nothing in the dataset is changed.
 */
@NullMarked
package org.mobilenet4j.datacheck;

import org.jspecify.annotations.NullMarked;
