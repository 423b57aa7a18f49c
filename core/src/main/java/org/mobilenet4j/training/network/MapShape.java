package org.mobilenet4j.training.network;

/** The extents of a feature map of one image; a vector is a map of one pixel. */
record MapShape(int height, int width, int channels) {
    static MapShape vector(int length) {
        return new MapShape(1, 1, length);
    }

    int pixels() {
        return height * width;
    }

    /** In floats. */
    int length() {
        return height * width * channels;
    }

    @Override
    public String toString() {
        return height + " x " + width + " x " + channels;
    }
}
