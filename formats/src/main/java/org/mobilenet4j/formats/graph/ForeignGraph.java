package org.mobilenet4j.formats.graph;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.architecture.Layer;
import org.mobilenet4j.architecture.PaddingMode;
import org.mobilenet4j.formats.graph.Operation.Apply;
import org.mobilenet4j.formats.graph.Operation.Convolve;
import org.mobilenet4j.formats.graph.Operation.Dense;
import org.mobilenet4j.formats.graph.Operation.Normalize;
import org.mobilenet4j.formats.graph.Operation.Pad;
import org.mobilenet4j.formats.graph.Operation.Scale;
import org.mobilenet4j.io.InvalidInputException;

/**
 * A graph as a file states it, one call an operation, each giving the value that later ones read. Shapes are checked as they
 * come, since no file is trusted; what spells hard-swish and hard-sigmoid in pieces becomes one operation. Not thread-safe.
 */
public final class ForeignGraph {
    private static final int MOST_SIDE = 16384;
    private static final int MOST_VALUES = 20_000;

    private final String source;
    private int values;

    /**
     * An empty graph.
     *
     * @param source what to call the file in messages
     */
    public ForeignGraph(String source) {
        this.source = source;
    }

    public String source() {
        return source;
    }

    /** The error for what is no layer of this library. */
    public InvalidInputException unsupported(String what) {
        return new InvalidInputException(source + ": has " + what
                + ", which no MobileNet of this program computes; expected convolutions, batch norms, ReLU, ReLU6,"
                + " hard-swish, squeeze-excite, pooling and dense layers; run this model with the framework that wrote"
                + " it");
    }

    /** The error for a file whose parts do not fit each other. */
    public InvalidInputException damaged(String finding) {
        return new InvalidInputException(
                source + ": " + finding + "; the file is damaged: download it or copy it again");
    }

    /** The images. */
    public Value input(int channels, int height, int width) {
        if (channels != 1 && channels != 3) {
            throw new InvalidInputException(source + ": takes images of " + channels
                    + " channels, expected 3 (colour) or 1 (grey); is it a model of images?");
        }
        if (height < 1 || width < 1 || height > MOST_SIDE || width > MOST_SIDE) {
            throw damaged("takes images of " + height + " x " + width + ", expected sides of 1 to " + MOST_SIDE);
        }
        return value(new Operation.Input(), List.of(), channels, height, width);
    }

    /**
     * A convolution without a bias.
     *
     * @param weights in PyTorch's order, out x in/groups x kernel x kernel
     * @param kernel height and width, likewise the other pairs
     */
    public Value convolution(
            Value input,
            float[] weights,
            int outChannels,
            int[] kernel,
            int[] stride,
            int[] dilation,
            int groups,
            Padding padding) {
        requireSquare("kernel", kernel);
        requireSquare("stride", stride);
        requireSquare("dilation", dilation);
        int side = kernel[0];
        if (side % 2 == 0) {
            throw unsupported("a convolution of " + side + " x " + side);
        }
        if (groups != 1 && (groups != input.channels() || groups != outChannels)) {
            throw unsupported("a convolution of " + groups + " groups over " + input.channels() + " channels");
        }
        long expected = (long) outChannels * (input.channels() / groups) * side * side;
        if (weights.length != expected) {
            throw damaged("a convolution from " + input.channels() + " to " + outChannels + " channels has "
                    + weights.length + " weights, expected " + expected);
        }
        boolean isDepthwise = groups > 1;
        Value read = input;
        Padding zeros = padding;
        if (input.operation() instanceof Pad pad && !padding.isSame()) {
            read = input.input();
            zeros = Padding.of(
                    pad.top() + padding.top(),
                    pad.left() + padding.left(),
                    pad.bottom() + padding.bottom(),
                    pad.right() + padding.right());
        }
        PaddingMode mode = mode(read, zeros, side, stride[0], dilation[0]);
        PaddingMode counted = mode == null ? PaddingMode.SAME : mode;
        return value(
                new Convolve(weights, outChannels, side, stride[0], dilation[0], isDepthwise, mode),
                List.of(read),
                outChannels,
                counted.output(read.height(), side, stride[0], dilation[0]),
                counted.output(read.width(), side, stride[0], dilation[0]));
    }

    private void requireSquare(String name, int[] pair) {
        if (pair[0] != pair[1]) {
            throw unsupported("a convolution with a " + name + " of " + pair[0] + " x " + pair[1]);
        }
        if (pair[0] < 1 || pair[0] > Layer.MOST_PIXELS) {
            throw damaged("a convolution has a " + name + " of " + pair[0]);
        }
    }

    private @Nullable PaddingMode mode(Value input, Padding padding, int kernel, int stride, int dilation) {
        if (padding.isSame()) {
            return stride == 1 ? null : PaddingMode.SAME;
        }
        boolean isTorch = pads(PaddingMode.TORCH, input, padding, kernel, stride, dilation);
        boolean isSame = pads(PaddingMode.SAME, input, padding, kernel, stride, dilation);
        if (!isTorch && !isSame) {
            throw unsupported("a convolution of " + kernel + " x " + kernel + " at stride " + stride + " over "
                    + input.height() + " x " + input.width() + " that pads " + padding.top() + ", " + padding.left()
                    + ", " + padding.bottom() + ", " + padding.right() + " zeros at top, left, bottom and right");
        }
        return isTorch && isSame ? null : isTorch ? PaddingMode.TORCH : PaddingMode.SAME;
    }

    private static boolean pads(PaddingMode mode, Value input, Padding padding, int kernel, int stride, int dilation) {
        return pads(mode, input.height(), padding.top(), padding.bottom(), kernel, stride, dilation)
                && pads(mode, input.width(), padding.left(), padding.right(), kernel, stride, dilation);
    }

    private static boolean pads(
            PaddingMode mode, int input, int before, int after, int kernel, int stride, int dilation) {
        int given = before + input + after;
        int covered = dilation * (kernel - 1) + 1;
        if (given < covered) {
            return false;
        }
        // What lies behind the last position that a kernel covers makes no difference.
        return mode.before(input, kernel, stride, dilation) == before
                && (given - covered) / stride + 1 == mode.output(input, kernel, stride, dilation);
    }

    /**
     * A matrix product without a bias of a vector.
     *
     * @param weights out x in
     */
    public Value dense(Value input, float[] weights, int outFeatures) {
        if (weights.length != (long) outFeatures * input.channels()) {
            throw damaged("a dense layer from " + input.channels() + " to " + outFeatures + " features has "
                    + weights.length + " weights");
        }
        return value(new Dense(weights, outFeatures), List.of(flatten(input)), outFeatures, 1, 1);
    }

    /** {@code factors * x + shifts}; each has one number for each channel, or one for all. */
    public Value scale(Value input, double[] factors, double[] shifts) {
        requirePerChannel(input, factors.length);
        requirePerChannel(input, shifts.length);
        Scale scale = new Scale(factors.clone(), shifts.clone());
        if (scale.isSixth() && input.operation() instanceof Apply apply) {
            switch (apply.function()) {
                case SIX_HARD_SIGMOID -> {
                    return like(input.input(), new Apply(Function.HARD_SIGMOID));
                }
                case SIX_HARD_SWISH -> {
                    return like(input.input(), new Apply(Function.HARD_SWISH));
                }
                case RELU6 -> {
                    // A converter took the 3 into the bias: relu6(y) / 6 is the hard sigmoid of y - 3.
                    Value lowered = scale(input.input(), new double[] {1}, new double[] {-3});
                    return like(lowered, new Apply(Function.HARD_SIGMOID));
                }
                default -> {}
            }
        }
        return like(input, scale);
    }

    /** {@code x + bias}, per channel. */
    public Value bias(Value input, float[] bias) {
        return scale(input, new double[] {1}, doubles(bias));
    }

    /** Batch normalisation. */
    public Value normalize(
            Value input, float[] scale, float[] shift, float[] mean, float[] variance, double eps, double momentum) {
        for (float[] vector : List.of(scale, shift, mean, variance)) {
            if (vector.length != input.channels()) {
                throw damaged("a batch norm of " + input.channels() + " channels has " + vector.length + " numbers");
            }
        }
        if (!(eps > 0 && eps < 1) || !(momentum > 0 && momentum <= 1)) {
            throw damaged("a batch norm has an epsilon of " + eps + " and a momentum of " + momentum);
        }
        return like(input, new Normalize(scale, shift, mean, variance, eps, momentum));
    }

    /** A function of every element. */
    public Value apply(Value input, Function function) {
        boolean isRaised = input.operation() instanceof Scale scale && scale.isSum(3);
        return function == Function.RELU6 && isRaised
                ? like(input.input(), new Apply(Function.SIX_HARD_SIGMOID))
                : like(input, new Apply(function));
    }

    /** Zeros around a map. */
    public Value pad(Value input, int top, int left, int bottom, int right) {
        for (int zeros : List.of(top, left, bottom, right)) {
            if (zeros < 0 || zeros > Layer.MOST_PIXELS) {
                throw unsupported("a padding of " + zeros);
            }
        }
        Pad pad = new Pad(top, left, bottom, right);
        return value(
                pad, List.of(input), input.channels(), input.height() + top + bottom, input.width() + left + right);
    }

    /** The mean over all pixels. */
    public Value pool(Value input) {
        return input.isVector() ? input : value(new Operation.Pool(), List.of(input), input.channels(), 1, 1);
    }

    /** The mean over windows, which must be one: all of the map. */
    public Value averagePool(Value input, int height, int width) {
        if (height != input.height() || width != input.width()) {
            throw unsupported("an average pooling of " + height + " x " + width + " over a map of " + input.height()
                    + " x " + input.width());
        }
        return pool(input);
    }

    /** A map as a vector. */
    public Value flatten(Value input) {
        if (input.height() != 1 || input.width() != 1) {
            throw unsupported(
                    "a map of " + input.height() + " x " + input.width() + " pixels that is flattened and not pooled");
        }
        return pool(input);
    }

    /** The sum of two values of one shape. */
    public Value add(Value first, Value second) {
        if (first.channels() != second.channels()
                || first.height() != second.height()
                || first.width() != second.width()) {
            throw damaged("a sum of " + shape(first) + " and " + shape(second));
        }
        return value(new Operation.Sum(), List.of(first, second), first.channels(), first.height(), first.width());
    }

    /** The product of two values of one shape, or of a map and a vector. */
    public Value multiply(Value first, Value second) {
        Function gate = gate(first, second);
        if (gate != null) {
            return like(first, new Apply(gate));
        }
        gate = gate(second, first);
        if (gate != null) {
            return like(second, new Apply(gate));
        }
        Value map = first.isVector() ? second : first;
        Value factors = map == first ? second : first;
        boolean fits = map.channels() == factors.channels()
                && (factors.isVector() || (map.height() == factors.height() && map.width() == factors.width()));
        if (!fits) {
            throw damaged("a product of " + shape(first) + " and " + shape(second));
        }
        return value(new Operation.Product(), List.of(map, factors), map.channels(), map.height(), map.width());
    }

    /** What a value times a gate of itself is. */
    private static @Nullable Function gate(Value value, Value gate) {
        if (!(gate.operation() instanceof Apply apply) || gate.input() != value) {
            return null;
        }
        return switch (apply.function()) {
            case HARD_SIGMOID -> Function.HARD_SWISH;
            case SIX_HARD_SIGMOID -> Function.SIX_HARD_SWISH;
            default -> null;
        };
    }

    /** Channels of several maps of one size, one behind the other. */
    public Value concatenate(List<Value> inputs) {
        Value first = inputs.getFirst();
        long channels = 0;
        for (Value input : inputs) {
            channels += input.channels();
            if (input.height() != first.height() || input.width() != first.width()) {
                throw damaged("maps of " + shape(first) + " and " + shape(input) + " are concatenated");
            }
        }
        return value(
                new Operation.Concatenate(),
                inputs,
                (int) Math.min(channels, Integer.MAX_VALUE),
                first.height(),
                first.width());
    }

    private void requirePerChannel(Value input, int numbers) {
        if (numbers != 1 && numbers != input.channels()) {
            throw damaged(numbers + " numbers are applied to " + input.channels() + " channels");
        }
    }

    private Value like(Value input, Operation operation) {
        return value(operation, List.of(input), input.channels(), input.height(), input.width());
    }

    private Value value(Operation operation, List<Value> inputs, int channels, int height, int width) {
        boolean isVector = operation instanceof Operation.Pool
                || (!inputs.isEmpty() && inputs.stream().allMatch(Value::isVector));
        if (++values > MOST_VALUES) {
            throw damaged("has more than " + MOST_VALUES + " operations");
        }
        if (channels < 1 || channels > Layer.MOST_CHANNELS || height < 1 || width < 1) {
            throw damaged("a value of " + height + " x " + width + " x " + channels);
        }
        return new Value(operation, inputs, channels, height, width, isVector);
    }

    private static String shape(Value value) {
        return value.height() + " x " + value.width() + " x " + value.channels();
    }

    private static double[] doubles(float[] numbers) {
        double[] doubles = new double[numbers.length];
        Arrays.setAll(doubles, i -> numbers[i]);
        return doubles;
    }

    /** An axis order turned around: what stands at {@code from[i]} comes to place {@code i}. */
    public static float[] transposed(float[] data, int[] shape, int... from) {
        int[] steps = new int[shape.length];
        int step = 1;
        for (int axis = shape.length - 1; axis >= 0; axis--) {
            steps[axis] = step;
            step *= shape[axis];
        }
        float[] turned = new float[data.length];
        int[] at = new int[shape.length];
        for (int i = 0; i < turned.length; i++) {
            int index = 0;
            for (int axis = 0; axis < from.length; axis++) {
                index += at[axis] * steps[from[axis]];
            }
            turned[i] = data[index];
            for (int axis = from.length - 1; axis >= 0 && ++at[axis] == shape[from[axis]]; axis--) {
                at[axis] = 0;
            }
        }
        return turned;
    }
}
