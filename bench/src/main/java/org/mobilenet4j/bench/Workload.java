package org.mobilenet4j.bench;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.mobilenet4j.architecture.MapShape;
import org.mobilenet4j.parameters.Parameters;
import org.mobilenet4j.parameters.WeightType;

/**
 * What both sides are given.
 *
 * @param parameters the network
 * @param input the shape of an image
 * @param images the batch: each {@code H x W x C}
 * @param threads how many each side may use
 */
record Workload(Parameters parameters, MapShape input, float[][] images, int threads) {
    /** The same for weights kept as float32. */
    Workload inFloat32() {
        return new Workload(parameters.withWeightsAs(WeightType.FLOAT32), input, images, threads);
    }

    /** A batch of noise, the same in every JVM. */
    static Workload of(Parameters parameters, MapShape input, int batch, int threads) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(2);
        float[][] images = new float[batch][input.length()];
        for (float[] image : images) {
            for (int i = 0; i < image.length; i++) {
                image[i] = (float) random.nextGaussian();
            }
        }
        return new Workload(parameters, input, images, threads);
    }
}
