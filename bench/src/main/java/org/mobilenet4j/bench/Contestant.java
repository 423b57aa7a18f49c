package org.mobilenet4j.bench;

/** A network made ready by one of the libraries that are compared, with the batch that it is timed on. */
interface Contestant extends AutoCloseable {
    /** Who it is and with what settings, for people. */
    String name();

    /** Passes the batch through the network, once: what is timed. */
    void run();

    /** What the last run gave, a row for each image. */
    float[][] logits();

    @Override
    void close();
}
