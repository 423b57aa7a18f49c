package org.mobilenet4j.quantization;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.mobilenet4j.architecture.Activation;
import org.mobilenet4j.architecture.Layer.Add;
import org.mobilenet4j.architecture.Layer.Concatenate;
import org.mobilenet4j.architecture.Layer.Convolution;
import org.mobilenet4j.architecture.Layer.Dropout;
import org.mobilenet4j.architecture.Layer.GlobalAveragePool;
import org.mobilenet4j.architecture.Layer.Linear;
import org.mobilenet4j.architecture.Layer.Multiply;
import org.mobilenet4j.architecture.Layer.SqueezeExcite;
import org.mobilenet4j.architecture.Layer.Upsample;
import org.mobilenet4j.architecture.Location;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.architecture.Node;
import org.mobilenet4j.parameters.Parameters;

/**
 * A network, batch norm folded, with the range of every value: what eight bits need. Immutable.
 *
 * @param ranges by the value's name: a location, within squeeze-excite with a name behind it, before an activation with
 *     {@link #SUM} behind it
 */
public record Quantization(Parameters parameters, Map<String, Range> ranges) {
    /** What the sums before an activation are called, behind the name of the value. */
    public static final String SUM = "/sum";

    /** @throws IllegalArgumentException as {@link #check} */
    public Quantization {
        ranges = Map.copyOf(ranges);
        check(parameters.network(), ranges);
    }

    /**
     * Checks that nothing is missing.
     *
     * @throws IllegalArgumentException if the network has batch norms, or a value that is read has no range
     */
    public static void check(Network network, Map<String, Range> ranges) {
        for (Node node : network.nodes()) {
            if (node.layer() instanceof Convolution c && (c.norm() != null || !c.hasBias())) {
                throw new IllegalArgumentException(
                        node.location() + " has a batch norm or no bias, expected a folded network with ranges");
            }
        }
        for (String value : values(network)) {
            if (!ranges.containsKey(value)) {
                throw new IllegalArgumentException("there is no range of the value " + value);
            }
        }
    }

    /** The names of a network's values that are quantised: all but what only its caller reads, and what dropout passes on. */
    private static Set<String> values(Network network) {
        Set<String> values = new LinkedHashSet<>();
        values.add(Location.INPUT.path());
        for (Node node : network.nodes()) {
            String value = node.location().path();
            boolean isRead = !network.readers(node.location()).isEmpty();
            switch (node.layer()) {
                case Convolution c -> add(values, value, c.activation(), isRead);
                case Linear l -> add(values, value, l.activation(), isRead);
                case SqueezeExcite s -> {
                    values.add(value + SqueezeExcite.MEANS);
                    values.add(value + SqueezeExcite.SQUEEZED);
                    add(values, value + SqueezeExcite.FACTORS, Activation.HARD_SIGMOID, true);
                    add(values, value, Activation.NONE, isRead);
                }
                case Add a -> add(values, value, Activation.NONE, isRead);
                case Multiply m -> add(values, value, Activation.NONE, isRead);
                case Concatenate c -> add(values, value, Activation.NONE, isRead);
                case Upsample u -> add(values, value, Activation.NONE, isRead);
                case GlobalAveragePool p -> add(values, value, Activation.NONE, isRead);
                case Dropout d -> {}
            }
        }
        return values;
    }

    private static void add(Set<String> values, String value, Activation activation, boolean isRead) {
        if (isRead) {
            values.add(value);
        }
        if (hasSum(activation)) {
            values.add(value + SUM);
        }
    }

    /** Whether an activation is an operator of its own, the sum before it a value: the others end where a range does. */
    public static boolean hasSum(Activation activation) {
        return switch (activation) {
            case NONE, RELU, RELU6 -> false;
            case HARD_SWISH, HARD_SIGMOID, SIGMOID -> true;
        };
    }

    /** Ranges from what was seen, as far as the layers do not bound their values themselves. */
    static Quantization of(Parameters folded, Map<String, ValueStatistics> seen, RangeMethod method) {
        Map<String, Range> ranges = new HashMap<>();
        seen.forEach((value, statistics) -> {
            float kept = method.largestMagnitude(statistics);
            ranges.put(value, new Range(Math.max(statistics.lowest(), -kept), Math.min(statistics.highest(), kept)));
        });
        for (Node node : folded.network().nodes()) {
            String value = node.location().path();
            switch (node.layer()) {
                case Convolution c -> bound(ranges, value, c.activation());
                case Linear l -> bound(ranges, value, l.activation());
                case SqueezeExcite s -> {
                    bound(ranges, value + SqueezeExcite.SQUEEZED, Activation.RELU);
                    ranges.put(value + SqueezeExcite.FACTORS, new Range(0, 1));
                    bound(ranges, value + SqueezeExcite.FACTORS, Activation.HARD_SIGMOID);
                }
                case Add a -> {}
                case Multiply m -> {}
                case Concatenate c -> {}
                case Upsample u -> {}
                case GlobalAveragePool p -> {}
                case Dropout d -> {}
            }
        }
        return new Quantization(folded, ranges);
    }

    /** The range of a sum before its activation: what becomes the same beyond it need not be told apart. */
    private static void bound(Map<String, Range> ranges, String value, Activation activation) {
        Range range = Objects.requireNonNull(ranges.get(value), value);
        String sum = value + SUM;
        switch (activation) {
            case NONE -> {}
            case RELU -> ranges.put(value, new Range(0, range.high()));
            case RELU6 -> ranges.put(value, new Range(0, Math.min(range.high(), 6)));
            case HARD_SWISH -> ranges.put(sum, new Range(-3, beforeHardSwish(range.high())));
            case HARD_SIGMOID -> ranges.put(sum, new Range(-3, 3));
            case SIGMOID -> {
                ranges.put(value, new Range(0, 1));
                ranges.put(sum, new Range(-8, 8)); // beyond, 256 levels of the result differ by less than one
            }
        }
    }

    /** The positive number that hard-swish makes {@code value} of. */
    private static float beforeHardSwish(float value) {
        return value >= 3 ? value : (float) ((Math.sqrt(9 + 24 * value) - 3) / 2);
    }
}
