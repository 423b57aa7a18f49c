package org.mobilenet4j.training.network;

/**
 * The feature maps of a batch as the next layer reads them, a picture at a time: what is cheap to compute, such as
 * normalisation and activation, is computed while reading and kept nowhere.
 */
interface Maps {
    MapShape shape();

    /** Writes a picture's map, {@code height x width x channels}. */
    void read(int picture, float[] into, int at);
}
