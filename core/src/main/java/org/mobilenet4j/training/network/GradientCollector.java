package org.mobilenet4j.training.network;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.architecture.MapShape;
import org.mobilenet4j.kernel.CacheLines;

/**
 * The gradient by a value that several layers read, or one that does not follow at once: each adds its own as the
 * backward pass comes by. All readers but the one that follows the value's layer at once leave theirs in an array; that
 * one's goes on in the maps that travel, with the array added to it while it is in the core's cache.
 */
final class GradientCollector {
    private final Batch batch;
    private final TrainableLayer layer;
    private final float[] collected;

    /**
     * A collector.
     *
     * @param layer whose value it is
     * @param collected room for the value's gradient, from {@link CacheLines#FIRST} on; it is written before it is read
     */
    GradientCollector(Batch batch, TrainableLayer layer, float[] collected) {
        this.batch = batch;
        this.layer = layer;
        this.collected = collected;
    }

    /** The value as a reader sees it whose gradient is left in the array. */
    Maps left(boolean isFirst) {
        return new Edge() {
            @Override
            public void observeGradient(int part, int first, int pixels, float[] gradient) {
                leave(first, pixels, gradient, isFirst);
            }
        };
    }

    /** The value as the reader sees it that follows at once. */
    Maps passed() {
        return new Edge() {
            @Override
            public void observeGradient(int part, int first, int pixels, float[] gradient) {
                int at = at(first);
                batch.kernels().add(gradient, at, collected, at, pixels * shape().channels());
                layer.observeGradient(part, first, pixels, gradient);
            }
        };
    }

    /** Begins with the gradient by an output, {@code images x pixels x channels}; zeros where the loss does not depend on it. */
    void begin(int images, float @Nullable [] gradient) {
        int length = images * layer.shape().length();
        if (gradient == null) {
            Arrays.fill(collected, CacheLines.FIRST, CacheLines.FIRST + length, 0);
        } else {
            System.arraycopy(gradient, 0, collected, CacheLines.FIRST, length);
        }
    }

    /** Leaves the gradient of a run of pixels. */
    private void leave(int first, int pixels, float[] gradient, boolean isFirst) {
        int at = at(first);
        int length = pixels * layer.shape().channels();
        if (isFirst) {
            System.arraycopy(gradient, at, collected, at, length);
        } else {
            batch.kernels().add(collected, at, gradient, at, length);
        }
    }

    /** Where no reader follows at once: what was left becomes the gradient that travels. */
    void take(GradientMaps gradients) {
        int imagePixels = layer.shape().pixels();
        batch.run(part -> {
            int first = batch.first(part) * imagePixels;
            int pixels = batch.end(part) * imagePixels - first;
            int length = pixels * layer.shape().channels();
            System.arraycopy(collected, at(first), gradients.current(), at(first), length);
            layer.observeGradient(part, first, pixels, gradients.current());
        });
    }

    private int at(int firstPixel) {
        return CacheLines.FIRST + firstPixel * layer.shape().channels();
    }

    /** The layer's own maps, with another way for the gradient. */
    private abstract class Edge implements Maps {
        @Override
        public MapShape shape() {
            return layer.shape();
        }

        @Override
        public void read(int first, int pixels, float[] into, int at) {
            layer.read(first, pixels, into, at);
        }

        @Override
        public boolean wantsGradient() {
            return layer.wantsGradient();
        }
    }
}
