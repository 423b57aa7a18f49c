package org.mobilenet4j.bench.jmh;

import java.util.concurrent.TimeUnit;
import org.mobilenet4j.kernel.GradientKernels;
import org.mobilenet4j.kernel.KernelSelection;
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
 * Training, kernel by kernel, on maps that stay in the core's caches; in a step most come from memory, which
 * {@code ./mobilenet bench --train} measures.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 3,
        jvmArgsAppend = {"--add-modules", "jdk.incubator.vector"})
@SuppressWarnings("NullAway.Init") // JMH fills the fields
public class GradientKernelBenchmark {
    private static final GradientKernels KERNELS =
            KernelSelection.chosen().kernels().gradients();

    /** A band of a map: pixels x channels. */
    @State(Scope.Benchmark)
    public static class Rows {
        @Param({"600x96", "400x144", "196x384"})
        private String shape;

        private int pixels;
        private int channels;
        private float[] map;
        private float[] gradient;
        private float[] output;
        private short[] narrow;
        /** Mean, factor and shift of each channel, slope and offset behind them. */
        private float[] terms;

        private double[] sums;

        @Setup
        public void fill() {
            String[] parts = shape.split("x", -1);
            pixels = Integer.parseInt(parts[0]);
            channels = Integer.parseInt(parts[1]);
            map = new float[pixels * channels];
            gradient = new float[pixels * channels];
            output = new float[pixels * channels];
            narrow = new short[pixels * channels];
            terms = new float[5 * channels];
            sums = new double[2 * channels];
        }
    }

    /** A matrix whose weights learn: pixels x in x out. */
    @State(Scope.Benchmark)
    public static class Pointwise {
        @Param({"600x96x24", "196x384x64", "196x576x96", "49x960x160"})
        private String shape;

        private int pixels;
        private int in;
        private int out;
        private float[] map;
        private float[] gradient;
        private float[] weights;

        @Setup
        public void fill() {
            String[] parts = shape.split("x", -1);
            pixels = Integer.parseInt(parts[0]);
            in = Integer.parseInt(parts[1]);
            out = Integer.parseInt(parts[2]);
            map = new float[pixels * in];
            gradient = new float[pixels * out];
            weights = new float[in * out];
        }
    }

    /** A depthwise convolution: side of the map x channels x kernel x stride x dilation. */
    @State(Scope.Benchmark)
    public static class Depthwise {
        @Param({"56x144x3x1x1", "56x144x3x2x1", "14x576x3x1x1", "14x672x5x1x1", "33x960x3x1x2", "33x960x5x1x2"})
        private String shape;

        private Window window;
        private float[] map;
        private float[] gradient;
        private float[] weights;

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
            map = new float[side * side * channels];
            gradient = new float[window.outPixels() * channels];
            weights = new float[kernel * kernel * channels];
        }
    }

    /** A dense convolution of 3 x 3, as DeepLab's: side of the map x in x out x dilation. */
    @State(Scope.Benchmark)
    public static class Dense {
        @Param({"33x320x256x12"})
        private String shape;

        private Window window;
        private int out;
        private float[] map;
        private float[] gradient;
        private float[] panels;

        @Setup
        public void fill() {
            String[] parts = shape.split("x", -1);
            int side = Integer.parseInt(parts[0]);
            int in = Integer.parseInt(parts[1]);
            out = Integer.parseInt(parts[2]);
            int dilation = Integer.parseInt(parts[3]);
            int panel = KernelSelection.chosen().kernels().panel();
            window = new Window(side, side, in, 3, 1, dilation, dilation, dilation, side, side);
            map = new float[side * side * in];
            gradient = new float[window.outPixels() * out];
            panels = new float[WeightPacking.panelsLength(panel, 9 * out, in)];
        }
    }

    /** A map that was resized: side x side after x channels. */
    @State(Scope.Benchmark)
    public static class Resized {
        @Param({"33x513x21", "33x65x256"})
        private String shape;

        private int side;
        private int outSide;
        private int channels;
        private float[] gradient;
        private float[] inputGradient;

        @Setup
        public void fill() {
            String[] parts = shape.split("x", -1);
            side = Integer.parseInt(parts[0]);
            outSide = Integer.parseInt(parts[1]);
            channels = Integer.parseInt(parts[2]);
            gradient = new float[outSide * outSide * channels];
            inputGradient = new float[side * side * channels];
        }
    }

    @Benchmark
    public double[] moments(Rows s) {
        KERNELS.moments(s.pixels, s.channels, s.map, 0, s.terms, 0, s.sums, 0);
        return s.sums;
    }

    @Benchmark
    public float[] normalize(Rows s) {
        KERNELS.normalize(s.pixels, s.channels, s.map, 0, s.terms, 0, 0, 6, s.output, 0);
        return s.output;
    }

    @Benchmark
    public float[] normalizeBFloat16(Rows s) {
        KERNELS.normalize(s.pixels, s.channels, s.narrow, 0, s.terms, 0, 0, 6, s.output, 0);
        return s.output;
    }

    @Benchmark
    public float[] clampGradientBFloat16(Rows s) {
        KERNELS.clampGradient(s.pixels, s.channels, s.narrow, 0, s.terms, 0, 0, 6, s.gradient, 0, s.output, 0);
        return s.output;
    }

    @Benchmark
    public double[] clampSums(Rows s) {
        KERNELS.clampSums(s.pixels, s.channels, s.map, 0, s.terms, 0, 0, 6, s.gradient, 0, s.sums, 0);
        return s.sums;
    }

    @Benchmark
    public double[] hardSwishSums(Rows s) {
        KERNELS.hardSwishSums(s.pixels, s.channels, s.map, 0, s.terms, 0, s.gradient, 0, s.sums, 0);
        return s.sums;
    }

    @Benchmark
    public float[] clampGradient(Rows s) {
        KERNELS.clampGradient(s.pixels, s.channels, s.map, 0, s.terms, 0, 0, 6, s.gradient, 0, s.output, 0);
        return s.output;
    }

    @Benchmark
    public float[] hardSwishGradient(Rows s) {
        KERNELS.hardSwishGradient(s.pixels, s.channels, s.map, 0, s.terms, 0, s.gradient, 0, s.output, 0);
        return s.output;
    }

    @Benchmark
    public float[] widen(Rows s) {
        KERNELS.widen(s.narrow, 0, s.output, 0, s.output.length);
        return s.output;
    }

    @Benchmark
    public short[] narrow(Rows s) {
        KERNELS.narrow(s.map, 0, s.narrow, 0, s.map.length);
        return s.narrow;
    }

    @Benchmark
    public float[] pointwiseWeights(Pointwise s) {
        KERNELS.pointwiseWeights(s.pixels, s.in, s.out, s.map, 0, s.gradient, 0, s.weights, 0);
        return s.weights;
    }

    @Benchmark
    public float[] depthwiseWeights(Depthwise s) {
        KERNELS.depthwiseWeights(s.window, s.map, 0, s.gradient, 0, s.weights, 0);
        return s.weights;
    }

    @Benchmark
    public float[] depthwiseInput(Depthwise s) {
        KERNELS.depthwiseInput(s.window, s.gradient, 0, s.weights, 0, s.map, 0);
        return s.map;
    }

    @Benchmark
    public float[] denseInput(Dense s) {
        KERNELS.denseInput(s.window, s.out, s.gradient, 0, s.panels, 0, s.map, 0);
        return s.map;
    }

    @Benchmark
    public float[] bilinearGradient(Resized s) {
        KERNELS.bilinearGradient(
                s.side, s.side, s.channels, s.outSide, s.outSide, s.gradient, 0, s.channels, s.inputGradient, 0);
        return s.inputGradient;
    }
}
