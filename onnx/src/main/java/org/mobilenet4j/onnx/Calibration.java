package org.mobilenet4j.onnx;

import static org.mobilenet4j.architecture.ParameterId.Kind.BIAS;
import static org.mobilenet4j.architecture.ParameterId.Kind.EXCITE_BIAS;
import static org.mobilenet4j.architecture.ParameterId.Kind.EXCITE_WEIGHT;
import static org.mobilenet4j.architecture.ParameterId.Kind.SQUEEZE_BIAS;
import static org.mobilenet4j.architecture.ParameterId.Kind.SQUEEZE_WEIGHT;
import static org.mobilenet4j.architecture.ParameterId.Kind.WEIGHT;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.mobilenet4j.architecture.Activation;
import org.mobilenet4j.architecture.Location;
import org.mobilenet4j.architecture.ParameterId;
import org.mobilenet4j.inference.CompiledNetwork;
import org.mobilenet4j.inference.Compiler;
import org.mobilenet4j.parameters.FoldNorms;
import org.mobilenet4j.parameters.Parameters;

/**
 * Runs a network on typical images and keeps what it sees of every value between the operators. Safe for several
 * threads; the result does not depend on the order of images.
 */
public final class Calibration {
    private final Parameters parameters;
    private final Operations operations;
    private final CompiledNetwork model;
    private final Map<String, ValueStatistics> seen = new LinkedHashMap<>();

    private Calibration(Parameters folded) {
        this.parameters = folded;
        this.operations = Operations.of(folded.architecture());
        this.model = Compiler.compileLayerByLayer(folded);
        expect(operations.input().name(), operations.input().channels());
        for (Operation operation : operations.list()) {
            String output = operation.output().name();
            if (operation instanceof Operation.Excite excite) {
                expect(output + GraphWriter.MEANS, excite.layer().channels());
                expect(output + GraphWriter.SQUEEZED, excite.layer().squeezed());
            }
            if (!output.equals(Operations.LOGITS)) {
                expect(output, operation.output().channels());
            }
        }
    }

    /** Begins with a network, of which batch norm is folded first. */
    public static Calibration of(Parameters parameters) {
        return new Calibration(FoldNorms.of(parameters));
    }

    /**
     * Begins anew with the same network, equalised by what was seen so far: channels that use little of their value's
     * range are scaled up, and the weights behind them down.
     */
    public Calibration equalized() {
        return new Calibration(CrossLayerEqualization.of(parameters, this::channelMaxima));
    }

    private float[] channelMaxima(Location location) {
        return statistics(location.toString()).channelMaxima();
    }

    private void expect(String value, int channels) {
        seen.put(value, new ValueStatistics(channels));
    }

    /** Looks at what the network makes of an image, {@code H x W x C} normalised floats. */
    public void observe(float[] image) {
        Map<String, float[]> values = new HashMap<>();
        values.put(operations.input().name(), image);
        model.forEachFeatureMap(image, map -> values.put(map.tap(), map.values()));
        for (Operation operation : operations.list()) {
            String output = operation.output().name();
            switch (operation) {
                case Operation.Convolve convolve -> {} // a tap
                case Operation.Excite excite -> excite(excite, values);
                case Operation.Add add ->
                    values.put(output, sum(value(values, add.residual()), value(values, add.shortcut())));
                case Operation.Pool pool ->
                    values.put(
                            output,
                            means(value(values, pool.input()), pool.input().channels()));
                case Operation.Multiply multiply -> {
                    if (!output.equals(Operations.LOGITS)) {
                        float[] product = product(multiply.location(), WEIGHT, BIAS, value(values, multiply.input()));
                        values.put(output, activated(product, multiply.layer().activation()));
                    }
                }
            }
        }
        seen.forEach((value, statistics) -> statistics.add(Objects.requireNonNull(values.get(value), value)));
    }

    /** The ranges that follow from what was seen. */
    public Quantization quantization(RangeMethod method) {
        return new Quantization(parameters, Quantization.ranges(operations, seen, method));
    }

    private ValueStatistics statistics(String value) {
        return Objects.requireNonNull(seen.get(value), value);
    }

    private static float[] value(Map<String, float[]> values, Operation.Value value) {
        return Objects.requireNonNull(values.get(value.name()), value.name());
    }

    private void excite(Operation.Excite excite, Map<String, float[]> values) {
        Location location = excite.location();
        String output = excite.output().name();
        float[] input = value(values, excite.input());
        int channels = excite.layer().channels();
        float[] means = means(input, channels);
        float[] squeezed = activated(product(location, SQUEEZE_WEIGHT, SQUEEZE_BIAS, means), Activation.RELU);
        float[] factors = activated(product(location, EXCITE_WEIGHT, EXCITE_BIAS, squeezed), Activation.HARD_SIGMOID);
        float[] scaled = new float[input.length];
        for (int i = 0; i < input.length; i++) {
            scaled[i] = input[i] * factors[i % channels];
        }
        values.put(output + GraphWriter.MEANS, means);
        values.put(output + GraphWriter.SQUEEZED, squeezed);
        values.put(output, scaled);
    }

    private float[] product(Location location, ParameterId.Kind weightKind, ParameterId.Kind biasKind, float[] input) {
        float[] weight = parameters.get(location, weightKind).data();
        float[] output = parameters.get(location, biasKind).data().clone();
        for (int o = 0; o < output.length; o++) {
            for (int i = 0; i < input.length; i++) {
                output[o] += weight[o * input.length + i] * input[i];
            }
        }
        return output;
    }

    private static float[] sum(float[] residual, float[] shortcut) {
        float[] sum = residual.clone();
        for (int i = 0; i < sum.length; i++) {
            sum[i] += shortcut[i];
        }
        return sum;
    }

    private static float[] means(float[] map, int channels) {
        float[] means = new float[channels];
        for (int i = 0; i < map.length; i++) {
            means[i % channels] += map[i];
        }
        int pixels = map.length / channels;
        for (int channel = 0; channel < channels; channel++) {
            means[channel] /= pixels;
        }
        return means;
    }

    private static float[] activated(float[] values, Activation activation) {
        for (int i = 0; i < values.length; i++) {
            float x = values[i];
            float gate = Math.clamp(x + 3, 0, 6) / 6;
            values[i] = switch (activation) {
                case NONE -> x;
                case RELU -> Math.max(x, 0);
                case RELU6 -> Math.clamp(x, 0, 6);
                case HARD_SWISH -> x * gate;
                case HARD_SIGMOID -> gate;
            };
        }
        return values;
    }
}
