package org.mobilenet4j.training.network;

import java.util.List;
import org.mobilenet4j.architecture.MapShape;
import org.mobilenet4j.kernel.CacheLines;

/**
 * A layer without parameters that computes its maps from whole maps of one or several values, image by image. The gradient
 * by each of them is computed into the maps that come next; that of the value whose layer stands before this one is the
 * last, and travels on.
 */
abstract sealed class JunctionLayer implements TrainableLayer permits ConcatenateLayer, MultiplyLayer, ResizeLayer {
    final Batch batch;
    final List<Maps> inputs;
    final MapShape shape;
    final float[] values;
    private final int travelling;

    /**
     * A layer.
     *
     * @param travelling which of the inputs is computed by the layer before; that of the last gradient
     */
    JunctionLayer(Batch batch, List<Maps> inputs, MapShape shape, int travelling) {
        this.batch = batch;
        this.inputs = List.copyOf(inputs);
        this.shape = shape;
        this.values = batch.allocate(shape);
        this.travelling = travelling;
        inputs.forEach(input -> batch.reserveScratch(input.shape().length()));
    }

    /** Computes one image's map into {@code values} from {@code at} on; both runs of scratch memory are free. */
    abstract void forward(int part, int image, int at);

    /**
     * Overwrites the gradient by one image's map of an input.
     *
     * @param gradient by this layer's map, from {@code gradientAt} on
     */
    abstract void backward(
            int part,
            int image,
            int input,
            float[] gradient,
            int gradientAt,
            float[] inputGradient,
            int inputGradientAt);

    /** It has no parameters. */
    @Override
    public final void freeze(boolean isFrozen) {}

    @Override
    public final MapShape shape() {
        return shape;
    }

    @Override
    public final void read(int first, int pixels, float[] into, int at) {
        System.arraycopy(values, CacheLines.FIRST + first * shape.channels(), into, at, pixels * shape.channels());
    }

    @Override
    public final boolean wantsGradient() {
        return inputs.stream().anyMatch(Maps::wantsGradient);
    }

    /** It learns nothing; the layers before it see their gradients in {@link #backward}. */
    @Override
    public final void observeGradient(int part, int first, int pixels, float[] gradient) {}

    @Override
    public final int passedFloats() {
        return inputs.stream().mapToInt(input -> input.shape().length()).max().orElse(0);
    }

    @Override
    public final void forward() {
        batch.run(part -> {
            for (int image = batch.first(part); image < batch.end(part); image++) {
                forward(part, image, CacheLines.FIRST + image * shape.length());
            }
        });
    }

    @Override
    public final void backward(GradientMaps gradients) {
        for (int input = 0; input < inputs.size(); input++) {
            if (input != travelling) {
                backward(input, gradients);
            }
        }
        backward(travelling, gradients);
        gradients.swap();
    }

    private void backward(int index, GradientMaps gradients) {
        Maps input = inputs.get(index);
        if (!input.wantsGradient()) {
            return;
        }
        batch.run(part -> {
            for (int image = batch.first(part); image < batch.end(part); image++) {
                backward(
                        part,
                        image,
                        index,
                        gradients.current(),
                        CacheLines.FIRST + image * shape.length(),
                        gradients.next(),
                        CacheLines.FIRST + image * input.shape().length());
                int pixels = input.shape().pixels();
                input.observeGradient(part, image * pixels, pixels, gradients.next());
            }
        });
    }

    /** Reads an input's map of one image into a part's first or second run of scratch memory; returns where it begins. */
    final int readWhole(int part, int image, int input, boolean isFirstRun) {
        int at = isFirstRun ? batch.scratchAt(part) : batch.gradientScratchAt(part);
        int pixels = inputs.get(input).shape().pixels();
        inputs.get(input).read(image * pixels, pixels, batch.scratch(), at);
        return at;
    }
}
