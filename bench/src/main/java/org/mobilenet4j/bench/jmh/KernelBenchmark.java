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

/** The two kernels that a MobileNet spends its time in, at the shapes of MobileNetV2's blocks at 224. */
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

    /** A depthwise convolution: side of the map x channels x kernel x stride. */
    @State(Scope.Benchmark)
    public static class Depthwise {
        @Param({"112x96x3x2", "56x144x3x1", "28x192x3x1", "14x576x3x1", "7x960x3x1", "14x672x5x1"})
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
            int outSide = Math.ceilDiv(side, stride);
            window = new Window(side, side, channels, kernel, stride, 1, kernel / 2, kernel / 2, outSide, outSide);
            input = new float[side * side * channels];
            weights = new float[kernel * kernel * channels];
            bias = new float[channels];
            output = new float[window.outPixels() * channels];
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
}
