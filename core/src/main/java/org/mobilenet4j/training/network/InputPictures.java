package org.mobilenet4j.training.network;

import java.util.List;

/** The pictures that the network is shown. */
final class InputPictures implements Maps {
    private final MapShape shape;
    private List<float[]> pictures = List.of();

    InputPictures(MapShape shape) {
        this.shape = shape;
    }

    void show(List<float[]> next) {
        for (float[] picture : next) {
            if (picture.length != shape.length()) {
                throw new IllegalArgumentException("a picture has " + picture.length + " floats, expected " + shape);
            }
        }
        pictures = next;
    }

    @Override
    public MapShape shape() {
        return shape;
    }

    @Override
    public void read(int first, int pixels, float[] into, int at) {
        int done = 0;
        while (done < pixels) {
            int picture = (first + done) / shape.pixels();
            int from = (first + done) % shape.pixels();
            int count = Math.min(shape.pixels() - from, pixels - done);
            System.arraycopy(
                    pictures.get(picture),
                    from * shape.channels(),
                    into,
                    at + done * shape.channels(),
                    count * shape.channels());
            done += count;
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
