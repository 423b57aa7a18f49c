package org.mobilenet4j.detection;

/**
 * An object that a network should find.
 *
 * @param box in the pixels of the network's input, of some area
 * @param label the class, as the network counts: 0 is the background, which no object has
 * @param isCrowd whether it stands for many at once: nothing is learned from it, and what is found in it does not count
 */
public record ObjectTarget(Corners box, int label, boolean isCrowd) {}
