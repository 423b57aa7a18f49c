/** Near-duplicate images of a set, and of one set in another, by the cosine of their embeddings. */
@NullMarked
package org.mobilenet4j.spark.duplicates;

import org.jspecify.annotations.NullMarked;
