/** The formulas, written plainly: the oracle of every kernel's test, and what runs where there are no vectors. */
@NullMarked
package org.mobilenet4j.kernel.scalar;

import org.jspecify.annotations.NullMarked;
