package org.mobilenet4j.cli;

import java.util.Arrays;
import java.util.Locale;
import org.mobilenet4j.io.InvalidInputException;

/** Constants as a user writes them: {@code min-max} for {@code MIN_MAX}. */
final class Choice {
    private Choice() {}

    /**
     * The constant that a text names.
     *
     * @param option that the text was given with
     * @throws InvalidInputException if there is none
     */
    static <E extends Enum<E>> E of(String option, E[] known, String text) {
        for (E value : known) {
            if (name(value).equalsIgnoreCase(text)) {
                return value;
            }
        }
        throw new InvalidInputException(option + " is '" + text + "', expected one of "
                + String.join(", ", Arrays.stream(known).map(Choice::name).toList()));
    }

    static String name(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
