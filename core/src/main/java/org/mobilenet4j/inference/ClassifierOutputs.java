package org.mobilenet4j.inference;

/**
 * What a classifier computes of one image.
 *
 * @param logits one a class
 * @param features the vector that the last layer reads
 */
public record ClassifierOutputs(float[] logits, float[] features) {}
