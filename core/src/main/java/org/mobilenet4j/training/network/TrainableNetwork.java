package org.mobilenet4j.training.network;

import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongUnaryOperator;
import org.mobilenet4j.architecture.Location;
import org.mobilenet4j.architecture.MapShape;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.architecture.ParameterId.Kind;
import org.mobilenet4j.architecture.Shapes;
import org.mobilenet4j.kernel.KernelSelection;
import org.mobilenet4j.kernel.Kernels;
import org.mobilenet4j.parallel.Ranks;
import org.mobilenet4j.parallel.Workers;
import org.mobilenet4j.parameters.Parameters;
import org.mobilenet4j.quantization.Quantization;
import org.mobilenet4j.quantization.Range;

/**
 * A network in training: forward over a batch with what learning needs kept, and backward from the gradient by the logits
 * to that by every parameter. It trains the arrays of the {@link Parameters} it was made from, in place; whoever changes
 * them (an optimiser) does so between two steps.
 *
 * <p>A batch is split by image over a fixed number of threads, and all sums over it are taken in a fixed order: the
 * same parameters, images, seed and number of threads give the same bits. Where several processes train together, each has as
 * many images of a batch, and gradients are sums over all; so many ranks of one thread give the bits of one process with so
 * many threads, in {@link Mode#BATCH_STATISTICS}. Memory is taken once, for the largest batch.
 * Not thread-safe: one call at a time.
 */
public final class TrainableNetwork {
    /** Between the seeds of a network's dropout layers: the golden ratio's bits, as SplitMix64 steps. */
    private static final long DROPOUT_SEEDS = 0x9E3779B97F4A7C15L;

    private static final Set<Kind> FILTERS = EnumSet.of(Kind.WEIGHT, Kind.SQUEEZE_WEIGHT, Kind.EXCITE_WEIGHT);

    private final Parameters parameters;
    private final Gradients gradients;
    private final Batch batch;
    private final InputImages input;
    private final LayerBuilder.Built built;
    private final StepMemory memory;
    private final SequencedMap<String, float[]> outputs = new LinkedHashMap<>();

    /**
     * A network on the kernels of this JVM.
     *
     * @param input the extents of an image, channels last; only height and width are free
     * @param batchSize the most images of a batch
     * @param workers over which a batch is split
     * @throws IllegalArgumentException if the network does not take such inputs
     */
    public TrainableNetwork(
            Parameters parameters, MapShape input, int batchSize, Workers workers, Precision precision) {
        this(
                parameters,
                input,
                batchSize,
                workers,
                Ranks.ALONE,
                precision,
                KernelSelection.chosen().kernels());
    }

    /** The same with some maps computed again in place of being kept. */
    public TrainableNetwork(
            Parameters parameters,
            MapShape input,
            int batchSize,
            Workers workers,
            Precision precision,
            Recomputation recomputation) {
        this(
                parameters,
                Map.of(),
                input,
                batchSize,
                workers,
                Ranks.ALONE,
                precision,
                recomputation,
                KernelSelection.chosen().kernels());
    }

    /**
     * A network of one of several ranks, on given kernels.
     *
     * @param batchSize the most images that this rank has of a batch
     */
    public TrainableNetwork(
            Parameters parameters,
            MapShape input,
            int batchSize,
            Workers workers,
            Ranks ranks,
            Precision precision,
            Kernels kernels) {
        this(parameters, Map.of(), input, batchSize, workers, ranks, precision, Recomputation.NONE, kernels);
    }

    /**
     * The same in which values and filters are rounded as in an int8 file of the network, and gradients pass the rounding
     * straight through (Jacob et al. 2018, "Quantization and training of neural networks for efficient
     * integer-arithmetic-only inference", section 3): what learns are the exact weights.
     *
     * @param ranges of the values of a network without norms, as {@link Quantization} has them; none for floats
     * @param recomputation by the heap that is free now, where it is to be chosen
     * @throws IllegalArgumentException if a range is missing, or the precision is not {@link Precision#FLOAT32}, which
     *     rounds otherwise
     */
    public TrainableNetwork(
            Parameters parameters,
            Map<String, Range> ranges,
            MapShape input,
            int batchSize,
            Workers workers,
            Ranks ranks,
            Precision precision,
            Recomputation recomputation,
            Kernels kernels) {
        this(
                parameters,
                ranges,
                input,
                batchSize,
                workers,
                ranks,
                precision,
                recomputation,
                StepMemory::freeHeap,
                kernels);
    }

    /** @param freeHeap the bytes that are free for a step, if so many are wanted */
    TrainableNetwork(
            Parameters parameters,
            Map<String, Range> ranges,
            MapShape input,
            int batchSize,
            Workers workers,
            Ranks ranks,
            Precision precision,
            Recomputation recomputation,
            LongUnaryOperator freeHeap,
            Kernels kernels) {
        Map<String, Range> checked = ranges.isEmpty() ? ranges : new Quantization(parameters, ranges).ranges();
        if (!ranges.isEmpty() && precision != Precision.FLOAT32) {
            throw new IllegalArgumentException(
                    "precision is " + precision + ", expected FLOAT32 with eight-bit values");
        }
        Shapes shapes = Shapes.of(parameters.network(), input.height(), input.width());
        this.parameters = parameters;
        this.gradients = new Gradients(parameters);
        this.batch = new Batch(kernels, workers, ranks, batchSize, precision);
        this.input = new InputImages(shapes.input(), checked.get(Location.INPUT.path()));
        Function<Batch, LayerBuilder> builders =
                on -> new LayerBuilder(shapes, on, parameters, gradients, this.input, checked);
        long keptBytes = 0;
        long wanted = 0;
        long freeBytes = Long.MAX_VALUE;
        SequencedMap<Location, Long> recomputable = new LinkedHashMap<>();
        if (recomputation != Recomputation.NONE) {
            Batch measuring = batch.measuring();
            recomputable.putAll(builders.apply(measuring).build(Set.of()).recomputable());
            keptBytes = bytes(measuring);
            wanted = keptBytes + measuring.bandBytes();
            freeBytes = freeHeap.applyAsLong(wanted);
        }
        List<Location> recomputed = recomputation.choose(recomputable, wanted, freeBytes);
        this.built = builders.apply(batch).build(Set.copyOf(recomputed));
        this.memory = new StepMemory(
                recomputed.size(),
                built.recomputable().size(),
                bytes(batch),
                recomputation == Recomputation.NONE ? bytes(batch) : keptBytes,
                freeBytes);
        parameters
                .network()
                .outputs()
                .forEach((name, location) -> outputs.put(
                        name,
                        new float
                                [Math.multiplyExact(
                                        batchSize, shapes.of(location).length())]));
    }

    /**
     * Freezes the first layers, as {@link Network#modules} lists them, and lets the others learn. Frozen layers run
     * forward only, by the running statistics, which stay; the backward pass ends behind the last of them. Memory is kept
     * for all, since they may learn later. At first, all learn.
     *
     * @throws IllegalArgumentException if nothing would be left to learn
     */
    public void freeze(int modules) {
        List<String> all = parameters.network().modules();
        if (modules < 0 || modules >= all.size()) {
            throw new IllegalArgumentException(
                    modules + " of " + all.size() + " layers are to be frozen, expected 0 or more, and fewer than all");
        }
        Set<String> frozen = Set.copyOf(all.subList(0, modules));
        built.layers().forEach((location, layer) -> layer.freeze(frozen.contains(location.module())));
        gradients.restrict(id -> !frozen.contains(id.location().module()));
    }

    public Parameters parameters() {
        return parameters;
    }

    /** Where {@link #backward} writes. */
    public Gradients gradients() {
        return gradients;
    }

    /** What a batch needs beside parameters and images: maps, their gradients, scratch memory. */
    public long mapBytes() {
        return batch.bytes();
    }

    /** What a step takes, and how much of it was saved. */
    public StepMemory memory() {
        return memory;
    }

    /** With the weights as they are packed, forward and backward, and each part's gradient by them. */
    private long bytes(Batch of) {
        long weights = parameters.tensors().values().stream()
                .mapToLong(tensor -> tensor.data().length)
                .sum();
        return of.bytes() + Float.BYTES * weights * (2L + of.parts());
    }

    /** The most images of a batch. */
    public int batchSize() {
        return batch.capacity();
    }

    /**
     * Computes the outputs of a batch; with batch statistics, the running statistics move.
     *
     * @param images this rank's, {@code height x width x channels} floats each, read until {@link #backward} is done
     * @param seed of the values that dropout takes out
     * @return the first output: of a classifier its logits, {@code images x classes}, in an array of the network's own that
     *     the next call overwrites
     * @throws IllegalArgumentException if there are no images, more than the batch size, or one of another length; or
     *     only one where the batch makes statistics, which one does not
     */
    public float[] forward(List<float[]> images, Mode mode, long seed) {
        int least = mode == Mode.FROZEN_STATISTICS
                ? 1
                : Math.ceilDiv(2, batch.ranks(mode).count());
        if (images.size() < least || images.size() > batch.capacity()) {
            throw new IllegalArgumentException("a batch of " + images.size() + " images, expected " + least + " to "
                    + batch.capacity() + " with " + mode);
        }
        input.show(images);
        batch.begin(images.size(), mode);
        for (int i = 0; i < built.dropouts().size(); i++) {
            built.dropouts().get(i).seed(seed + i * DROPOUT_SEEDS);
        }
        batch.run(part -> {
            for (int i = part; i < built.units().size(); i += batch.parts()) {
                built.units().get(i).pack();
            }
        });
        built.layers().values().forEach(TrainableLayer::forward);
        outputs.forEach((name, values) -> {
            TrainableLayer layer = layerOf(name);
            layer.read(0, images.size() * layer.shape().pixels(), values, 0);
        });
        return outputs.firstEntry().getValue();
    }

    /** The outputs of the last {@link #forward}, {@code images x height x width x channels}, by name; it overwrites them. */
    public SequencedMap<String, float[]> outputs() {
        return Collections.unmodifiableSequencedMap(outputs);
    }

    private TrainableLayer layerOf(String output) {
        Location location =
                Objects.requireNonNull(parameters.network().outputs().get(output), output);
        return Objects.requireNonNull(built.layers().get(location));
    }

    /**
     * Computes the gradients of the batch that {@link #forward} saw last, where the first output is the only one with a
     * loss.
     *
     * @param gradient of the loss by the first output
     * @return {@link #gradients}
     */
    public Gradients backward(float[] gradient) {
        return backward(Map.of(outputs.firstEntry().getKey(), gradient));
    }

    /**
     * Computes the gradients of the batch that {@link #forward} saw last.
     *
     * @param byOutput the gradient of the loss by each output; none for an output without a loss
     * @return {@link #gradients}
     */
    public Gradients backward(Map<String, float[]> byOutput) {
        if (batch.size() == 0) {
            throw new IllegalStateException("backward before any forward");
        }
        parameters
                .network()
                .outputs()
                .forEach((name, location) -> collectorOf(location).begin(batch.size(), byOutput.get(name)));
        GradientMaps maps = built.gradientMaps();
        built.layers().reversed().forEach((location, layer) -> {
            if (layer.wantsGradient() && built.carrying().contains(location)) {
                Integer taken = built.taken().get(location);
                if (taken != null) {
                    maps.begin(taken);
                    collectorOf(location).take(maps);
                }
                layer.backward(maps);
            }
        });
        batch.run(part -> {
            for (int i = part; i < built.units().size(); i += batch.parts()) {
                built.units().get(i).sumGradient();
            }
        });
        if (batch.ranks().count() > 1) {
            batch.ranks().sum(partialGradients());
        }
        return gradients;
    }

    /** Those that are of this rank's images alone: where statistics are shared, so were norms' and biases' sums. */
    private List<float[]> partialGradients() {
        boolean areNormsWhole = batch.mode() == Mode.BATCH_STATISTICS;
        return gradients.arrays().entrySet().stream()
                .filter(entry ->
                        !areNormsWhole || FILTERS.contains(entry.getKey().kind()))
                .map(Map.Entry::getValue)
                .toList();
    }

    private GradientCollector collectorOf(Location value) {
        return Objects.requireNonNull(built.collectors().get(value), value::path);
    }
}
