package org.mobilenet4j.detection;

/**
 * An object in an image.
 *
 * @param label the class, as the network counts: 0 is the background, which is never found
 * @param score 0 to 1
 */
public record ScoredBox(Corners box, int label, float score) {}
