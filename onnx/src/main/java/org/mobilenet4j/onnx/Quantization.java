package org.mobilenet4j.onnx;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.mobilenet4j.architecture.Activation;
import org.mobilenet4j.parameters.Parameters;

/** A network, batch norm folded, with the range of every value between its operators: what eight bits need. Immutable. */
public final class Quantization {
    private final Parameters parameters;
    private final Map<String, Range> ranges;

    Quantization(Parameters parameters, Map<String, Range> ranges) {
        this.parameters = parameters;
        this.ranges = Map.copyOf(ranges);
    }

    Parameters parameters() {
        return parameters;
    }

    Map<String, Range> ranges() {
        return ranges;
    }

    /** Ranges from what was seen, as far as the operations do not bound their values themselves. */
    static Map<String, Range> ranges(Operations operations, Map<String, ValueStatistics> seen, RangeMethod method) {
        Map<String, Range> ranges = new HashMap<>();
        seen.forEach((value, statistics) -> {
            float kept = method.largestMagnitude(statistics);
            ranges.put(value, new Range(Math.max(statistics.lowest(), -kept), Math.min(statistics.highest(), kept)));
        });
        for (Operation operation : operations.list()) {
            String output = operation.output().name();
            switch (operation) {
                case Operation.Convolve convolve ->
                    bound(ranges, output, convolve.layer().activation());
                case Operation.Multiply multiply ->
                    bound(ranges, output, multiply.layer().activation());
                case Operation.Excite excite -> {
                    ranges.put(output + GraphWriter.FACTORS, new Range(0, 1));
                    bound(ranges, output + GraphWriter.FACTORS, Activation.HARD_SIGMOID);
                }
                case Operation.Pool pool ->
                    ranges.put(output + GraphWriter.MEANS, Objects.requireNonNull(ranges.get(output)));
                case Operation.Add add -> {}
            }
        }
        return ranges;
    }

    /** The range of a sum before its activation: what becomes the same beyond it need not be told apart. */
    private static void bound(Map<String, Range> ranges, String output, Activation activation) {
        Range range = ranges.get(output);
        if (range == null) {
            return; // the logits stay float
        }
        String sum = output + GraphWriter.SUM;
        switch (activation) {
            case NONE -> {}
            case RELU -> ranges.put(output, new Range(0, range.high()));
            case RELU6 -> ranges.put(output, new Range(0, Math.min(range.high(), 6)));
            case HARD_SWISH -> ranges.put(sum, new Range(-3, beforeHardSwish(range.high())));
            case HARD_SIGMOID -> ranges.put(sum, new Range(-3, 3));
        }
    }

    /** The positive number that hard-swish makes {@code value} of. */
    private static float beforeHardSwish(float value) {
        return value >= 3 ? value : (float) ((Math.sqrt(9 + 24 * value) - 3) / 2);
    }
}
