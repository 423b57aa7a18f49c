/** Tasks of a barrier stage that exchange numbers: who they are, how they find each other, and what becomes of lost ones. */
@NullMarked
package org.mobilenet4j.spark.ranks;

import org.jspecify.annotations.NullMarked;
