package org.mobilenet4j.compression;

/**
 * A model on the way from a whole one to a smaller one.
 *
 * @param name what was done
 * @param untuned accuracy on the validation images before fine-tuning, norms measured anew; 0 to 1
 * @param accuracy on the validation images after it
 */
public record CompressionStep(String name, Costs costs, double untuned, double accuracy) {}
