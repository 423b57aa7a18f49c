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
    public void read(int picture, float[] into, int at) {
        System.arraycopy(pictures.get(picture), 0, into, at, shape.length());
    }
}
