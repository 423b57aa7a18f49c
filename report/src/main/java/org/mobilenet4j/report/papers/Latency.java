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
    private static final long WARM_UP_NANOS = 700_000_000;
    private static final long NANOS = 1_000_000_000;
    private static final int FEWEST_RUNS = 20;

    private Latency() {}

    /**
     * Milliseconds of the fastest run, counted as this thread has the processor: what else runs on the machine is left out as
     * far as it can be.
     */
    static double millis(Network network, int resolution) {
        ThreadMXBean clock = ManagementFactory.getThreadMXBean();
        CompiledNetwork compiled = Compiler.compile(random(network), resolution, resolution);
        float[] image = new float[compiled.inputLength()];
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < image.length; i++) {
            image[i] = (float) random.nextDouble(-2, 2);
        }
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < WARM_UP_NANOS) {
            compiled.run(image);
        }
        long fastest = Long.MAX_VALUE;
        begin = System.nanoTime();
        for (int run = 0; run < FEWEST_RUNS || System.nanoTime() - begin < NANOS; run++) {
            long from = clock.getCurrentThreadCpuTime();
            compiled.run(image);
            fastest = Math.min(fastest, clock.getCurrentThreadCpuTime() - from);
        }
        return fastest * 1e-6;
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
