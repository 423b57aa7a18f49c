package org.mobilenet4j.training.network;

import java.util.List;

/** Some layers in a row, and around them, where the block has one, a shortcut. */
final class TrainableBlock implements TrainableLayer {
    private final Batch batch;
    private final Maps input;
    private final List<TrainableLayer> layers;
    private final MapShape shape;
    private final boolean hasShortcut;
    private final float[] sums;

    TrainableBlock(Batch batch, Maps input, List<TrainableLayer> layers, boolean hasShortcut) {
        this.batch = batch;
        this.input = input;
        this.layers = List.copyOf(layers);
        this.shape = layers.getLast().shape();
        this.hasShortcut = hasShortcut;
        // Kept where it cannot be had again from one layer alone.
        this.sums = hasShortcut ? batch.allocate(shape) : new float[0];
        batch.reserveScratch(shape);
    }

    @Override
    public MapShape shape() {
        return shape;
    }

    @Override
    public void read(int picture, float[] into, int at) {
        if (hasShortcut) {
            System.arraycopy(sums, picture * shape.length(), into, at, shape.length());
        } else {
            layers.getLast().read(picture, into, at);
        }
    }

    @Override
    public void forward() {
        layers.forEach(TrainableLayer::forward);
        if (hasShortcut) {
            batch.parts().run(this::addInput);
        }
    }

    private void addInput(int part) {
        float[] read = batch.scratch(part);
        for (int picture = batch.first(part); picture < batch.end(part); picture++) {
            int at = picture * shape.length();
            layers.getLast().read(picture, sums, at);
            input.read(picture, read, 0);
            batch.kernels().add(sums, at, read, 0, shape.length());
        }
    }

    @Override
    public void backward(GradientMaps gradients) {
        if (hasShortcut) {
            System.arraycopy(gradients.current(), 0, gradients.shortcut(), 0, batch.size() * shape.length());
        }
        layers.reversed().forEach(layer -> layer.backward(gradients));
        if (hasShortcut) {
            batch.parts().run(part -> {
                int from = batch.first(part) * shape.length();
                int length = (batch.end(part) - batch.first(part)) * shape.length();
                batch.kernels().add(gradients.current(), from, gradients.shortcut(), from, length);
            });
        }
    }
}
