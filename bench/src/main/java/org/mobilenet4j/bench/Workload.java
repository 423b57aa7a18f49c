package org.mobilenet4j.bench;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.mobilenet4j.architecture.Options;
import org.mobilenet4j.parameters.Parameters;

/**
 * What both sides are given.
 *
 * @param parameters the network
 * @param images the batch: each {@code H x W x C}
 * @param threads how many each side may use
 */
record Workload(Parameters parameters, float[][] images, int threads) {
    /** A batch of noise, the same in every JVM. */
    static Workload of(Parameters parameters, int batch, int threads) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(2);
        Options options = parameters.network().options();
        float[][] images = new float[batch][options.resolution() * options.resolution() * options.inputChannels()];
        for (float[] image : images) {
            for (int i = 0; i < image.length; i++) {
                image[i] = (float) random.nextGaussian();
            }
        }
        return new Workload(parameters, images, threads);
    }
}
