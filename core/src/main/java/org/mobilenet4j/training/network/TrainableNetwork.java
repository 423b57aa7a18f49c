package org.mobilenet4j.training.network;

import java.util.List;
import org.mobilenet4j.architecture.Architecture;
import org.mobilenet4j.kernel.CacheLines;
import org.mobilenet4j.kernel.KernelSelection;
import org.mobilenet4j.kernel.Kernels;
import org.mobilenet4j.weights.Parameters;

/**
 * A network in training: forward over a batch with what learning needs kept, and backward from the gradient by the logits
 * to that by every parameter. It trains the arrays of the {@link Parameters} it was made from, in place; whoever changes
 * them (an optimiser) does so between two steps.
 *
 * <p>A batch is split by image over a fixed number of threads, and all sums over it are taken in a fixed order: the
 * same parameters, images, seed and number of threads give the same bits. Memory is taken once, for the largest batch.
 * Not thread-safe: one call at a time.
 */
public final class TrainableNetwork {
    private final Parameters parameters;
    private final Gradients gradients;
    private final Batch batch;
    private final InputImages input;
    private final NetworkBuilder.Built built;
    private final int classes;
    private final float[] logits;

    /**
     * A network on the kernels of this JVM.
     *
     * @param batchSize the most images of a batch
     * @param threads over which a batch is split
     */
    public TrainableNetwork(Parameters parameters, int batchSize, int threads) {
        this(parameters, batchSize, threads, Precision.FLOAT32);
    }

    /** A network that keeps its maps in a given precision. */
    public TrainableNetwork(Parameters parameters, int batchSize, int threads, Precision precision) {
        this(parameters, batchSize, threads, precision, KernelSelection.chosen().kernels());
    }

    /** A network on given kernels. */
    public TrainableNetwork(Parameters parameters, int batchSize, int threads, Precision precision, Kernels kernels) {
        int resolution = parameters.architecture().options().resolution();
        int channels = parameters.architecture().options().inputChannels();
        this.parameters = parameters;
        this.gradients = new Gradients(parameters);
        this.batch = new Batch(kernels, threads, batchSize, precision);
        this.input = new InputImages(new MapShape(resolution, resolution, channels));
        this.built = NetworkBuilder.build(batch, parameters, gradients, input);
        this.classes = parameters.architecture().options().classes();
        this.logits = new float[Math.multiplyExact(batchSize, classes)];
    }

    /**
     * Freezes the first layers, as {@link Architecture#layers} lists them, and lets the others learn. Frozen layers run
     * forward only, by the running statistics, which stay; the backward pass ends behind the last of them. Memory is kept
     * for all, since they may learn later. At first, all learn.
     *
     * @throws IllegalArgumentException if nothing would be left to learn
     */
    public void freeze(int layers) {
        Architecture architecture = parameters.architecture();
        if (layers < 0 || layers >= built.layers().size()) {
            throw new IllegalArgumentException(layers + " of " + built.layers().size()
                    + " layers are to be frozen, expected 0 or more, and fewer than all");
        }
        for (int i = 0; i < built.layers().size(); i++) {
            built.layers().get(i).freeze(i < layers);
        }
        gradients.restrict(id -> architecture.indexOf(id.location()) >= layers);
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
        return batch.bytes() + Float.BYTES * 2L * built.gradientMaps().current().length;
    }

    /** The most images of a batch. */
    public int batchSize() {
        return batch.capacity();
    }

    /**
     * Computes the logits of a batch; with batch statistics, the running statistics move.
     *
     * @param images {@code resolution x resolution x inputChannels} floats each, read until {@link #backward} is done
     * @param seed of the values that dropout takes out
     * @return {@code images x classes}, in an array of the network's own that the next call overwrites
     * @throws IllegalArgumentException if there are no images, more than the batch size, or one of another length; or
     *     only one in {@link Mode#BATCH_STATISTICS}, which makes no statistics
     */
    public float[] forward(List<float[]> images, Mode mode, long seed) {
        int least = mode == Mode.BATCH_STATISTICS ? 2 : 1;
        if (images.size() < least || images.size() > batch.capacity()) {
            throw new IllegalArgumentException("a batch of " + images.size() + " images, expected " + least + " to "
                    + batch.capacity() + " with " + mode);
        }
        input.show(images);
        batch.begin(images.size(), mode);
        built.dropout().seed(seed);
        batch.parts().run(part -> {
            for (int i = part; i < built.units().size(); i += batch.parts().count()) {
                built.units().get(i).pack();
            }
        });
        built.layers().forEach(TrainableLayer::forward);
        built.layers().getLast().read(0, images.size(), logits, 0);
        return logits;
    }

    /**
     * Computes the gradients of the batch that {@link #forward} saw last.
     *
     * @param logitsGradient of the loss by the logits, {@code images x classes}
     * @return {@link #gradients}
     */
    public Gradients backward(float[] logitsGradient) {
        if (batch.size() == 0) {
            throw new IllegalStateException("backward before any forward");
        }
        GradientMaps maps = built.gradientMaps();
        System.arraycopy(logitsGradient, 0, maps.current(), CacheLines.FIRST, batch.size() * classes);
        batch.parts()
                .run(part -> built.layers()
                        .getLast()
                        .observeGradient(part, batch.first(part), batch.end(part) - batch.first(part), maps.current()));
        for (TrainableLayer layer : built.layers().reversed()) {
            if (!layer.wantsGradient()) {
                break;
            }
            layer.backward(maps);
        }
        batch.parts().run(part -> {
            for (int i = part; i < built.units().size(); i += batch.parts().count()) {
                built.units().get(i).sumGradient();
            }
        });
        return gradients;
    }
}
