package org.mobilenet4j.compression;

import java.util.Arrays;
import java.util.Locale;
import org.mobilenet4j.io.InvalidInputException;

/**
 * What pruning is to reach.
 *
 * @param value a share of what the model costs, or a cost: milliseconds, multiply-adds or parameters
 */
public record PruningTarget(Cost cost, double value, boolean isShare) {
    public PruningTarget {
        if (!(value > 0 && value < (isShare ? 1 : Double.POSITIVE_INFINITY))) {
            throw new IllegalArgumentException(
                    "the target is " + value + (isShare ? ", expected above 0 and below 1" : ", expected above 0"));
        }
    }

    /**
     * Reads a target as people write it: {@code latency=0.6x}, {@code latency=3.5ms}, {@code madds=150M}, {@code
     * params=0.5x}.
     *
     * @throws InvalidInputException if it is none
     */
    public static PruningTarget parse(String text) {
        int equals = text.indexOf('=');
        String number = text.substring(equals + 1).strip();
        try {
            Cost cost = Arrays.stream(Cost.values())
                    .filter(each -> equals > 0
                            && each.toString().equals(text.substring(0, equals).strip()))
                    .findFirst()
                    .orElseThrow(NumberFormatException::new);
            if (number.endsWith("x")) {
                return new PruningTarget(cost, Double.parseDouble(number.substring(0, number.length() - 1)), true);
            }
            String unit = cost.unit();
            if (!number.endsWith(unit)) {
                throw new NumberFormatException();
            }
            double value = Double.parseDouble(number.substring(0, number.length() - unit.length()));
            return new PruningTarget(cost, cost == Cost.LATENCY ? value : value * 1e6, false);
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException(
                    "the target is '" + text
                            + "', expected latency=, madds= or params= and a share below 1 such as 0.6x,"
                            + " or a cost such as latency=3.5ms, madds=150M, params=1.2M",
                    e);
        }
    }

    /**
     * The cost to reach of a model.
     *
     * @throws InvalidInputException if the model costs no more already
     */
    double absolute(Costs start) {
        double before = start.of(cost);
        double wanted = isShare ? value * before : value;
        if (wanted >= before) {
            throw new InvalidInputException(String.format(
                    Locale.ROOT, "the target is %s, expected less than the model's own %s", this, written(before)));
        }
        return wanted;
    }

    private String written(double amount) {
        return cost == Cost.LATENCY
                ? String.format(Locale.ROOT, "%.2fms", amount)
                : String.format(Locale.ROOT, "%.2fM", amount * 1e-6);
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
        return cost + "=" + (isShare ? value + "x" : written(value));
    }
}
