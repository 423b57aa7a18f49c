package org.mobilenet4j.data;

/**
 * An image that was left out.
 *
 * @param name its name within its set
 * @param reason why, in one line that begins with its path
 */
public record SkippedImage(String name, String reason) {}
