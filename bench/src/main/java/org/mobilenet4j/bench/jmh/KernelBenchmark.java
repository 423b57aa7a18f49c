package org.mobilenet4j.bench.jmh;

import java.util.concurrent.TimeUnit;
import org.mobilenet4j.kernel.KernelSelection;
import org.mobilenet4j.kernel.Kernels;
import org.mobilenet4j.kernel.WeightPacking;
import org.mobilenet4j.kernel.Window;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Inference, kernel by kernel: those that a MobileNet spends its time in at the shapes of MobileNetV2's blocks at 224,
 * what V3 does around them, and what segmentation adds.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 3,
        jvmArgsAppend = {"--add-modules", "jdk.incubator.vector"})
@SuppressWarnings("NullAway.Init") // JMH fills the fields
public class KernelBenchmark {
    private static final Kernels KERNELS = KernelSelection.chosen().kernels();

    /** A matrix product: pixels x in x out. */
    @State(Scope.Benchmark)
    public static class Pointwise {
        @Param({"12544x16x96", "3136x24x144", "784x32x192", "196x96x576", "196x576x96", "49x960x320", "49x320x1280"})
        private String shape;

        private int pixels;
        private int in;
        private int out;
        private float[] input;
        private float[] panels;
        private float[] bias;
        private float[] output;

        @Setup
        public void fill() {
            String[] parts = shape.split("x", -1);
            pixels = Integer.parseInt(parts[0]);
            in = Integer.parseInt(parts[1]);
            out = Integer.parseInt(parts[2]);
            input = new float[pixels * in];
            panels = new float[WeightPacking.panelsLength(KERNELS.panel(), in, out)];
            bias = new float[WeightPacking.paddedOut(KERNELS.panel(), out)];
            output = new float[pixels * out];
        }
    }

    /** A depthwise convolution: side of the map x channels x kernel x stride x dilation. */
    @State(Scope.Benchmark)
    public static class Depthwise {
        @Param({
            "112x96x3x2x1",
            "56x144x3x1x1",
            "28x192x3x1x1",
            "14x576x3x1x1",
            "7x960x3x1x1",
            "14x672x5x1x1",
            "33x960x3x1x2",
            "33x960x5x1x2",
            "33x320x3x1x12"
        })
        private String shape;

        private Window window;
        private float[] input;
        private float[] weights;
        private float[] bias;
        private float[] output;

        @Setup
        public void fill() {
            String[] parts = shape.split("x", -1);
            int side = Integer.parseInt(parts[0]);
            int channels = Integer.parseInt(parts[1]);
            int kernel = Integer.parseInt(parts[2]);
            int stride = Integer.parseInt(parts[3]);
            int dilation = Integer.parseInt(parts[4]);
            int padding = kernel / 2 * dilation;
            int outSide = Math.ceilDiv(side, stride);
            window = new Window(side, side, channels, kernel, stride, dilation, padding, padding, outSide, outSide);
            input = new float[side * side * channels];
            weights = new float[kernel * kernel * channels];
            bias = new float[channels];
            output = new float[window.outPixels() * channels];
        }
    }

    /** The stem: an image of 224 pixels, 32 channels out of windows of 3 x 3 at stride 2. */
    @State(Scope.Benchmark)
    public static class Stem {
        private static final int OUT = 32;

        private final Window window = new Window(224, 224, 3, 3, 2, 1, 1, 1, 112, 112);
        private final float[] input = new float[224 * 224 * 3];
        private final float[] panels = new float[WeightPacking.panelsLength(KERNELS.panel(), 27, OUT)];
        private final float[] bias = new float[WeightPacking.paddedOut(KERNELS.panel(), OUT)];
        private final float[] output = new float[window.outPixels() * OUT];
    }

    /** A dense convolution of 3 x 3, as DeepLab's: side of the map x in x out x dilation. */
    @State(Scope.Benchmark)
    public static class Dense {
        @Param({"33x320x256x6", "33x320x256x12", "33x960x256x36"})
        private String shape;

        private Window window;
        private int out;
        private float[] input;
        private float[] panels;
        private float[] bias;
        private float[] output;

        @Setup
        public void fill() {
            String[] parts = shape.split("x", -1);
            int side = Integer.parseInt(parts[0]);
            int in = Integer.parseInt(parts[1]);
            out = Integer.parseInt(parts[2]);
            int dilation = Integer.parseInt(parts[3]);
            window = new Window(side, side, in, 3, 1, dilation, dilation, dilation, side, side);
            input = new float[side * side * in];
            panels = new float[WeightPacking.panelsLength(KERNELS.panel(), 9 * in, out)];
            bias = new float[WeightPacking.paddedOut(KERNELS.panel(), out)];
            output = new float[window.outPixels() * out];
        }
    }

    /** A map that squeeze-excite or an activation passes over: pixels x channels. */
    @State(Scope.Benchmark)
    public static class Maps {
        @Param({"784x120", "196x480", "49x960"})
        private String shape;

        private int pixels;
        private int channels;
        private float[] map;
        private float[] other;
        private float[] vector;

        @Setup
        public void fill() {
            String[] parts = shape.split("x", -1);
            pixels = Integer.parseInt(parts[0]);
            channels = Integer.parseInt(parts[1]);
            map = new float[pixels * channels];
            other = new float[pixels * channels];
            vector = new float[channels];
        }
    }

    /** A map that is resized: side x side after x channels. */
    @State(Scope.Benchmark)
    public static class Resized {
        @Param({"33x513x21", "33x65x256"})
        private String shape;

        private int side;
        private int outSide;
        private int channels;
        private float[] input;
        private float[] output;

        @Setup
        public void fill() {
            String[] parts = shape.split("x", -1);
            side = Integer.parseInt(parts[0]);
            outSide = Integer.parseInt(parts[1]);
            channels = Integer.parseInt(parts[2]);
            input = new float[side * side * channels];
            output = new float[outSide * outSide * channels];
        }
    }

    @Benchmark
    public float[] pointwise(Pointwise s) {
        KERNELS.pointwise(s.pixels, s.in, s.out, s.input, 0, s.panels, 0, s.bias, 0, 0, 6, s.output, 0);
        return s.output;
    }

    @Benchmark
    public float[] depthwise(Depthwise s) {
        KERNELS.depthwise(s.window, s.input, 0, s.weights, 0, s.bias, 0, 0, 6, s.output, 0);
        return s.output;
    }

    @Benchmark
    public float[] dense(Stem s) {
        KERNELS.dense(s.window, Stem.OUT, s.input, 0, s.panels, 0, s.bias, 0, 0, 6, s.output, 0);
        return s.output;
    }

    @Benchmark
    public float[] denseOfManyChannels(Dense s) {
        KERNELS.dense(s.window, s.out, s.input, 0, s.panels, 0, s.bias, 0, 0, 6, s.output, 0);
        return s.output;
    }

    @Benchmark
    public float[] bilinear(Resized s) {
        KERNELS.bilinear(
                s.side, s.side, s.channels, s.input, 0, s.outSide, s.outSide, 0, s.outSide, s.output, 0, s.channels);
        return s.output;
    }

    @Benchmark
    public float[] globalAveragePool(Maps s) {
        KERNELS.globalAveragePool(s.pixels, s.channels, s.pixels, s.map, 0, s.vector, 0);
        return s.vector;
    }

    @Benchmark
    public float[] scaleChannels(Maps s) {
        KERNELS.scaleChannels(s.pixels, s.channels, s.map, 0, s.vector, 0);
        return s.map;
    }

    @Benchmark
    public float[] hardSwish(Maps s) {
        KERNELS.hardSwish(s.map, 0, s.map.length);
        return s.map;
    }

    @Benchmark
    public float[] hardSigmoid(Maps s) {
        KERNELS.hardSigmoid(s.map, 0, s.map.length);
        return s.map;
    }

    @Benchmark
    public float[] sigmoid(Maps s) {
        KERNELS.sigmoid(s.map, 0, s.map.length);
        return s.map;
    }

    @Benchmark
    public float[] multiply(Maps s) {
        KERNELS.multiply(s.map, 0, s.other, 0, s.map.length);
        return s.map;
    }

    @Benchmark
    public float[] add(Maps s) {
        KERNELS.add(s.map, 0, s.other, 0, s.map.length);
        return s.map;
    }
}
