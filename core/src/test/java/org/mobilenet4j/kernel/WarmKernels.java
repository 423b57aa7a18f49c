package org.mobilenet4j.kernel;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Map;

/** A program for a JVM of its own: runs kernels until warm and prints for each the bytes that a call allocates. */
final class WarmKernels {
    /** C2 compiles on threads of its own; how soon is the machine's affair. */
    private static final int MOST_ROUNDS = 3000;

    private static final int CALLS = 5;
    private static final Kernels KERNELS = KernelSelection.chosen().kernels();

    private WarmKernels() {}

    public static void main(String[] none) {
        Map<String, Runnable> kernels = kernels();
        Map<String, Long> least = new LinkedHashMap<>();
        kernels.keySet().forEach(name -> least.put(name, Long.MAX_VALUE));
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (int round = 0; round < MOST_ROUNDS && least.values().stream().anyMatch(bytes -> bytes > 0); round++) {
            kernels.forEach((name, kernel) -> {
                long before = threads.getCurrentThreadAllocatedBytes();
                for (int call = 0; call < CALLS; call++) {
                    kernel.run();
                }
                long bytes = threads.getCurrentThreadAllocatedBytes() - before;
                least.merge(name, bytes / CALLS, Math::min);
            });
        }
        least.forEach((name, bytes) -> System.out.println(name + " " + bytes));
    }

    private static Map<String, Runnable> kernels() {
        Map<String, Runnable> kernels = new LinkedHashMap<>();
        kernels.put("sigmoid", sigmoid());
        kernels.put("bilinear", bilinear());
        kernels.put("bilinearGradient", bilinearGradient());
        for (int dilation : new int[] {1, 3}) {
            kernels.put("dense-" + dilation, dense(dilation));
            kernels.put("denseInput-" + dilation, denseInput(dilation));
        }
        for (int kernel : new int[] {3, 5}) {
            for (int dilation : new int[] {1, 2, 9}) {
                String shape = "-" + kernel + "-" + dilation;
                kernels.put("depthwise" + shape, depthwise(kernel, dilation));
                kernels.put("depthwiseWeights" + shape, depthwiseWeights(kernel, dilation));
            }
        }
        return kernels;
    }

    private static Runnable sigmoid() {
        float[] values = new float[1000];
        return () -> KERNELS.sigmoid(values, 0, values.length);
    }

    private static Runnable bilinear() {
        float[] in = new float[5 * 5 * 40];
        float[] out = new float[13 * 13 * 40];
        return () -> KERNELS.bilinear(5, 5, 40, in, 0, 13, 13, 0, 13, out, 0, 40);
    }

    private static Runnable bilinearGradient() {
        float[] gradient = new float[13 * 13 * 40];
        float[] inputGradient = new float[5 * 5 * 40];
        return () -> KERNELS.gradients().bilinearGradient(5, 5, 40, 13, 13, gradient, 0, 40, inputGradient, 0);
    }

    private static Runnable dense(int dilation) {
        int channels = 32;
        int out = 104; // panels in pairs, and one that is not full
        Window window = window(9, channels, 3, dilation);
        float[] in = new float[9 * 9 * channels];
        float[] panels = new float[WeightPacking.panelsLength(KERNELS.panel(), 9 * channels, out)];
        float[] bias = new float[WeightPacking.paddedOut(KERNELS.panel(), out)];
        float[] output = new float[9 * 9 * out];
        return () -> KERNELS.dense(window, out, in, 0, panels, 0, bias, 0, 0, 6, output, 0);
    }

    private static Runnable denseInput(int dilation) {
        int channels = 104;
        int out = 32;
        Window window = window(9, channels, 3, dilation);
        float[] inputGradient = new float[9 * 9 * channels];
        float[] panels = new float[WeightPacking.panelsLength(KERNELS.panel(), 9 * out, channels)];
        float[] gradient = new float[9 * 9 * out];
        return () -> KERNELS.gradients().denseInput(window, out, gradient, 0, panels, 0, inputGradient, 0);
    }

    private static Runnable depthwise(int kernel, int dilation) {
        Window window = window(17, 40, kernel, dilation);
        float[] in = new float[17 * 17 * 40];
        float[] weights = new float[kernel * kernel * 40];
        float[] bias = new float[40];
        float[] out = new float[17 * 17 * 40];
        return () -> KERNELS.depthwise(window, in, 0, weights, 0, bias, 0, 0, 6, out, 0);
    }

    private static Runnable depthwiseWeights(int kernel, int dilation) {
        Window window = window(17, 40, kernel, dilation);
        float[] in = new float[17 * 17 * 40];
        float[] weights = new float[kernel * kernel * 40];
        float[] gradient = new float[17 * 17 * 40];
        return () -> KERNELS.gradients().depthwiseWeights(window, in, 0, gradient, 0, weights, 0);
    }

    private static Window window(int side, int channels, int kernel, int dilation) {
        int padding = kernel / 2 * dilation;
        return new Window(side, side, channels, kernel, 1, dilation, padding, padding, side, side);
    }
}
