package org.mobilenet4j.training.network;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.architecture.MapShape;
import org.mobilenet4j.quantization.Range;

/** The images that the network is shown. */
final class InputImages implements Maps {
    private final MapShape shape;
    private final @Nullable Range range;
    private List<float[]> images = List.of();

    /** @param range to whose levels values are rounded; null for images as they are */
    InputImages(MapShape shape, @Nullable Range range) {
        this.shape = shape;
        this.range = range;
    }

    void show(List<float[]> next) {
        for (float[] image : next) {
            if (image.length != shape.length()) {
                throw new IllegalArgumentException("an image has " + image.length + " floats, expected " + shape);
            }
        }
        images = next;
    }

    @Override
    public MapShape shape() {
        return shape;
    }

    @Override
    public void read(int first, int pixels, float[] into, int at) {
        int done = 0;
        while (done < pixels) {
            int image = (first + done) / shape.pixels();
            int from = (first + done) % shape.pixels();
            int count = Math.min(shape.pixels() - from, pixels - done);
            System.arraycopy(
                    images.get(image),
                    from * shape.channels(),
                    into,
                    at + done * shape.channels(),
                    count * shape.channels());
            done += count;
        }
        if (range != null) {
            range.round(into, at, pixels * shape.channels());
        }
    }

    @Override
    public boolean wantsGradient() {
        return false;
    }

    /** Nobody wants it. */
    @Override
    public void observeGradient(int part, int first, int pixels, float[] gradient) {}
}
