package org.mobilenet4j.cli;

/**
 * What was said of an image, as it is printed.
 *
 * @param result for machines
 * @param text for people, in one or more lines
 */
record Answer(Record result, String text) {}
