package org.mobilenet4j.kernel;

import java.util.function.BooleanSupplier;

/**
 * A condition without which vectors are slower than plain loops, or cannot be had at all.
 *
 * @param name what is looked at, for people
 * @param test whether it is met; what cannot be found out counts as met
 * @param reason what is amiss where it is not, as the end of "because ..."
 * @param remedy what to do about it
 */
public record Gate(String name, BooleanSupplier test, String reason, String remedy) {
    public boolean isPassed() {
        return test.getAsBoolean();
    }
}
