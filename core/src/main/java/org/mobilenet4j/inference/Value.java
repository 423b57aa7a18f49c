package org.mobilenet4j.inference;

/**
 * A tensor between two steps, or a run of floats in it, before it has a place in memory.
 *
 * @param id of the tensor, counted from 0 in the order in which steps write them
 * @param from the first float of the run, counted from the tensor's beginning
 * @param length in floats
 */
record Value(int id, int from, int length) {
    /** A whole tensor. */
    Value(int id, int length) {
        this(id, 0, length);
    }

    Value slice(int first, int count) {
        return new Value(id, from + first, count);
    }
}
