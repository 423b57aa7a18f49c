package org.mobilenet4j.formats.onnx;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An operator of the file.
 *
 * @param inputs names of values; an optional one that is left out is empty
 */
record OnnxNode(
        String operator,
        String domain,
        String name,
        List<String> inputs,
        List<String> outputs,
        Map<String, Attribute> attributes) {
    OnnxNode {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }

    /** A setting of an operator, of whichever kind it is. */
    record Attribute(
            float real, long number, String text, @Nullable Constant tensor, long[] numbers) {}

    /** The name of an input, or empty where it is left out. */
    String input(int index) {
        return index < inputs.size() ? inputs.get(index) : "";
    }

    boolean has(String attribute) {
        return attributes.containsKey(attribute);
    }

    long number(String attribute, long usual) {
        Attribute found = attributes.get(attribute);
        return found == null ? usual : found.number;
    }

    double real(String attribute, double usual) {
        Attribute found = attributes.get(attribute);
        return found == null ? usual : found.real;
    }

    String text(String attribute, String usual) {
        Attribute found = attributes.get(attribute);
        return found == null ? usual : found.text;
    }

    int[] numbers(String attribute, int... usual) {
        Attribute found = attributes.get(attribute);
        return found == null
                ? usual
                : Arrays.stream(found.numbers)
                        .mapToInt(number -> Math.clamp(number, Integer.MIN_VALUE, Integer.MAX_VALUE))
                        .toArray();
    }

    @Override
    public String toString() {
        return domain.isEmpty() ? operator : operator + " of " + domain;
    }
}
