package org.mobilenet4j.inference;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.mobilenet4j.kernel.Kernels;
import org.mobilenet4j.parallel.Workers;
import org.mobilenet4j.parameters.Parameters;

/**
 * A network compiled for each size of input that is asked for, the sizes used last being kept. They share one copy of the
 * weights. Safe for any number of threads.
 */
public final class CompiledNetworks {
    private static final int MOST_SIZES = 8;

    private final PackedWeights weights;
    private final Workers workers;

    private record Size(int height, int width) {}

    private final Map<Size, CompiledNetwork> bySize = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Size, CompiledNetwork> eldest) {
            return size() > MOST_SIZES;
        }
    };

    /** @param workers that a call is shared out over */
    public CompiledNetworks(Parameters parameters, Kernels kernels, Workers workers) {
        this(new PackedWeights(parameters, kernels), workers);
    }

    private CompiledNetworks(PackedWeights weights, Workers workers) {
        this.weights = weights;
        this.workers = workers;
    }

    /** The same networks, a call shared out over other threads. */
    public CompiledNetworks on(Workers other) {
        return new CompiledNetworks(weights, other);
    }

    /**
     * The network for inputs of a size.
     *
     * @throws IllegalArgumentException if the network does not take such inputs
     */
    public synchronized CompiledNetwork of(int height, int width) {
        Size size = new Size(height, width);
        CompiledNetwork known = bySize.get(size);
        if (known == null) {
            known = compile(height, width).on(workers);
            bySize.put(size, known);
        }
        return known;
    }

    private CompiledNetwork compile(int height, int width) {
        synchronized (weights) { // which are packed as they are first needed
            return Compiler.compile(weights, height, width, Set.of());
        }
    }

    /** How many sizes are kept at the moment. */
    synchronized int sizes() {
        return bySize.size();
    }
}
