package org.mobilenet4j;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.architecture.ParameterId;
import org.mobilenet4j.architecture.ParameterShapes;
import org.mobilenet4j.naming.NameLayout;
import org.mobilenet4j.parameters.Parameters;
import org.mobilenet4j.tensor.Shape;
import org.mobilenet4j.tensor.Tensor;

/** Fills networks and inputs by the formula that {@code goldens/make_goldens.py} states. */
public final class GoldenFill {
    private GoldenFill() {}

    /** {@code length} values in [low, high), a SplitMix64 sequence started from the FNV-1a hash of the key. */
    public static float[] fill(String key, int length, double low, double high) {
        long hash = 0xCBF29CE484222325L;
        for (byte b : key.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xFF)) * 0x100000001B3L;
        }
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            long z = hash + (i + 1) * 0x9E3779B97F4A7C15L;
            z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
            z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
            z ^= z >>> 31;
            values[i] = (float) (low + (high - low) * ((z >>> 11) * 0x1p-53));
        }
        return values;
    }

    /** A network's parameters, each filled from its key in the layout. */
    public static Parameters parameters(Network architecture, NameLayout layout) {
        Map<ParameterId, String> keys = layout.keys(architecture);
        Map<ParameterId, Tensor> tensors = new LinkedHashMap<>();
        ParameterShapes.of(architecture).forEach((id, shape) -> {
            String key = Objects.requireNonNull(keys.get(id));
            // timm's hidden layer is a convolution, which the formula gives wider bounds.
            boolean isConvolution = shape.rank() == 4 || (layout == NameLayout.TIMM && key.equals("conv_head.weight"));
            tensors.put(id, Tensor.of(shape, fill(id, key, shape, isConvolution)));
        });
        return new Parameters(architecture, tensors);
    }

    private static float[] fill(ParameterId id, String key, Shape shape, boolean isConvolution) {
        int length = shape.elements();
        return switch (id.kind()) {
            case WEIGHT, SQUEEZE_WEIGHT, EXCITE_WEIGHT -> {
                double bound = Math.sqrt((isConvolution ? 6.0 : 3.0) / ((double) length / shape.extent(0)));
                yield fill(key, length, -bound, bound);
            }
            case NORM_SCALE, NORM_VARIANCE -> fill(key, length, 0.5, 1.5);
            case BIAS, SQUEEZE_BIAS, EXCITE_BIAS, NORM_SHIFT, NORM_MEAN -> fill(key, length, -0.2, 0.2);
            case NORM_BATCHES -> new float[length];
        };
    }

    /** The golden input, {@code images x resolution x resolution x channels}, from PyTorch's order of axes. */
    public static float[][] images(int count, int channels, int resolution) {
        int pixels = resolution * resolution;
        float[] nchw = fill("input", count * channels * pixels, -2, 2);
        float[][] images = new float[count][pixels * channels];
        for (int n = 0; n < count; n++) {
            for (int c = 0; c < channels; c++) {
                for (int pixel = 0; pixel < pixels; pixel++) {
                    images[n][pixel * channels + c] = nchw[(n * channels + c) * pixels + pixel];
                }
            }
        }
        return images;
    }
}
