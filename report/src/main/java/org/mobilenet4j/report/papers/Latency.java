package org.mobilenet4j.report.papers;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.architecture.ParameterId;
import org.mobilenet4j.architecture.ParameterShapes;
import org.mobilenet4j.inference.CompiledNetwork;
import org.mobilenet4j.inference.Compiler;
import org.mobilenet4j.parameters.Parameters;
import org.mobilenet4j.tensor.Shape;
import org.mobilenet4j.tensor.Tensor;

/** How long this machine takes for an image on one thread, with random weights. */
final class Latency {
    private static final long ROUND_NANOS = 300_000_000;
    private static final int FEWEST_RUNS = 10;

    /** Rounds without a faster one after which all is compiled. */
    private static final int PATIENCE = 5;

    private static final int MOST_ROUNDS = 40;

    /** A round below this share of the fastest is a faster one. */
    private static final double FASTER = 0.99;

    private Latency() {}

    /**
     * Milliseconds of the fastest run, counted as this thread has the processor: what else runs on the machine is left out as
     * far as it can be.
     */
    static double millis(Network network, int resolution) {
        CompiledNetwork compiled = Compiler.compile(random(network), resolution, resolution);
        float[] image = new float[compiled.inputLength()];
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < image.length; i++) {
            image[i] = (float) random.nextDouble(-2, 2);
        }
        double fastest = Double.POSITIVE_INFINITY;
        int sinceFaster = 0;
        for (int round = 0; round < MOST_ROUNDS && sinceFaster < PATIENCE; round++) {
            double now = fastestOfRound(compiled, image);
            sinceFaster = now < FASTER * fastest ? 0 : sinceFaster + 1;
            fastest = Math.min(fastest, now);
        }
        return fastest * 1e-6;
    }

    private static double fastestOfRound(CompiledNetwork compiled, float[] image) {
        ThreadMXBean clock = ManagementFactory.getThreadMXBean();
        long fastest = Long.MAX_VALUE;
        long begin = System.nanoTime();
        for (int run = 0; run < FEWEST_RUNS || System.nanoTime() - begin < ROUND_NANOS; run++) {
            long from = clock.getCurrentThreadCpuTime();
            compiled.run(image);
            fastest = Math.min(fastest, clock.getCurrentThreadCpuTime() - from);
        }
        return fastest;
    }

    /** Weights that carry a signal to the end: tiny floats would take longer. */
    static Parameters random(Network network) {
        SplittableRandom random = new SplittableRandom(1);
        Map<ParameterId, Tensor> tensors = new LinkedHashMap<>();
        ParameterShapes.of(network).forEach((id, shape) -> tensors.put(id, Tensor.of(shape, draw(id, shape, random))));
        return new Parameters(network, tensors);
    }

    private static float[] draw(ParameterId id, Shape shape, SplittableRandom random) {
        float[] values = new float[shape.elements()];
        double bound = switch (id.kind()) {
            case WEIGHT, SQUEEZE_WEIGHT, EXCITE_WEIGHT -> Math.sqrt(6.0 * shape.extent(0) / values.length);
            case BIAS, SQUEEZE_BIAS, EXCITE_BIAS, NORM_SHIFT, NORM_MEAN -> 0.2;
            case NORM_SCALE, NORM_VARIANCE, NORM_BATCHES -> 0;
        };
        for (int i = 0; i < values.length; i++) {
            values[i] = bound == 0 ? 1 : (float) random.nextDouble(-bound, bound);
        }
        return values;
    }
}
