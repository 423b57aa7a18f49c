package org.mobilenet4j.formats.onnx;

import org.mobilenet4j.formats.graph.Value;

/**
 * A value of the graph and the order of axes that the file has it in.
 *
 * @param rank 4 for a map, 2 for a vector
 * @param isChannelsLast whether a map is N x H x W x C
 */
record Located(Value value, int rank, boolean isChannelsLast) {
    Located with(Value other) {
        return new Located(other, rank, isChannelsLast);
    }

    /** The axis of the channels, counted from the last, which is 0. */
    int channelsFromLast() {
        return rank == 4 && !isChannelsLast ? 2 : 0;
    }
}
