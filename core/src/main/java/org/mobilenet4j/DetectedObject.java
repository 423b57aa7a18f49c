package org.mobilenet4j;

import org.mobilenet4j.image.Box;

/**
 * An object in an image.
 *
 * @param label the name of its class
 * @param index of the class, as the network counts; 0 is the background, which is never found
 * @param score 0 to 1
 * @param box in the image's own pixels, within the image
 */
public record DetectedObject(String label, int index, double score, Box box) {}
