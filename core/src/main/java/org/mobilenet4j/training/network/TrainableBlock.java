package org.mobilenet4j.training.network;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Some layers in a row, and around them, where the block has one, a shortcut. */
final class TrainableBlock implements TrainableLayer {
    private final Batch batch;
    private final List<TrainableLayer> layers;
    private final @Nullable Shortcut shortcut;

    /**
     * A block.
     *
     * @param shortcut what the first layer reads; null if the block has none
     */
    TrainableBlock(Batch batch, List<TrainableLayer> layers, @Nullable Shortcut shortcut) {
        this.batch = batch;
        this.layers = List.copyOf(layers);
        this.shortcut = shortcut;
        batch.reserveScratch(shape().length());
    }

    @Override
    public void freeze(boolean isFrozen) {
        layers.forEach(layer -> layer.freeze(isFrozen));
    }

    @Override
    public MapShape shape() {
        return layers.getLast().shape();
    }

    @Override
    public void read(int first, int pixels, float[] into, int at) {
        if (shortcut != null) {
            shortcut.readJoined(first, pixels, into, at);
        } else {
            layers.getLast().read(first, pixels, into, at);
        }
    }

    @Override
    public boolean wantsGradient() {
        return layers.getLast().wantsGradient();
    }

    @Override
    public void observeGradient(int part, int first, int pixels, float[] gradient) {
        layers.getLast().observeGradient(part, first, pixels, gradient);
    }

    @Override
    public void forward() {
        layers.forEach(TrainableLayer::forward);
        if (shortcut != null) {
            batch.parts().run(part -> shortcut.join(part, layers.getLast()));
        }
    }

    @Override
    public void backward(GradientMaps gradients) {
        if (shortcut != null) {
            batch.parts().run(part -> shortcut.keepGradient(part, gradients.current()));
        }
        layers.reversed().forEach(layer -> layer.backward(gradients));
    }
}
