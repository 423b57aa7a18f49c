package org.mobilenet4j.inference;

/**
 * A tensor between two steps, before it has a place in memory.
 *
 * @param id counted from 0 in the order in which steps write them
 * @param length in floats
 */
record Value(int id, int length) {}
