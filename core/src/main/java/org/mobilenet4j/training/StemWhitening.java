package org.mobilenet4j.training;

import java.util.List;
import org.mobilenet4j.architecture.Location;
import org.mobilenet4j.architecture.MapShape;
import org.mobilenet4j.architecture.ParameterId;
import org.mobilenet4j.parallel.Workers;
import org.mobilenet4j.parameters.Parameters;
import org.mobilenet4j.tensor.Shape;
import org.mobilenet4j.tensor.Tensor;
import org.mobilenet4j.training.SymmetricMatrix.Eigenpair;

/**
 * A beginning for a fresh network's first convolution: its filters become the principal components of the patches that it
 * will see, scaled to a variance of 1, each beside its negative, as what follows cuts off below zero (Jordan 2024, "94% on
 * CIFAR-10 in 3.29 Seconds on a Single GPU", arXiv 2404.00498, section 3.2). Nearly all of the variance of images is
 * brightness, so drawn filters all say much the same; these tell different things from the first step on. Unlike there, the
 * filters go on to learn.
 */
public final class StemWhitening {
    private static final int MOST_IMAGES = 1000;
    private static final int PATCHES_PER_SIDE = 32;

    /** Keeps components that images do not have, such as the colours of grey ones, from being blown up to noise. */
    private static final double LEAST_VARIANCE = 5e-4;

    private StemWhitening() {}

    /**
     * Replaces the weights of the stem's filters, as many as the patches have components for; with more filters than twice
     * these, the rest stay as they were.
     *
     * @param parameters to be changed in place
     * @param input the shape of the inputs
     * @param examples of which up to 1000, evenly spread, are read once; changed as the seed says
     */
    public static void apply(
            Parameters parameters, MapShape input, TrainingExamples<?> examples, long seed, Workers workers) {
        Tensor weight = parameters.get(Location.STEM, ParameterId.Kind.WEIGHT);
        Shape shape = weight.shape(); // filters x channels x kernel x kernel
        int taps = shape.extent(1) * shape.extent(2) * shape.extent(3);
        List<Eigenpair> components = SymmetricMatrix.eigenpairs(
                covariance(examples, new PatchGrid(input, shape.extent(2)), new Seeds(seed), workers));
        int pairs = Math.min(shape.extent(0) / 2, taps);
        for (int pair = 0; pair < pairs; pair++) {
            Eigenpair component = components.get(pair);
            double scale = 1 / Math.sqrt(Math.max(component.value(), 0) + LEAST_VARIANCE);
            for (int tap = 0; tap < taps; tap++) {
                float value = (float) (scale * component.vector()[tap]);
                weight.data()[pair * taps + tap] = value;
                weight.data()[(pairs + pair) * taps + tap] = -value;
            }
        }
    }

    private static double[][] covariance(
            TrainingExamples<?> examples, PatchGrid patches, Seeds seeds, Workers workers) {
        int images = Math.min(examples.size(), MOST_IMAGES);
        Moments[] moments = new Moments[images];
        workers.forEach(images, i -> {
            int index = (int) ((long) i * examples.size() / images);
            float[] input = new float[patches.input().length()];
            examples.read(index, patches.input(), seeds.of(0, index), input);
            moments[i] = patches.moments(input);
        });
        Moments total = new Moments(patches.taps());
        for (Moments each : moments) { // in the order of the images, whatever that of the threads
            total.add(each);
        }
        return total.covariance();
    }

    /** Where patches are taken from an input. */
    private record PatchGrid(MapShape input, int kernel) {
        int taps() {
            return input.channels() * kernel * kernel;
        }

        Moments moments(float[] values) {
            Moments moments = new Moments(taps());
            double[] patch = new double[taps()];
            int stride = Math.max(1, Math.min(input.height(), input.width()) / PATCHES_PER_SIDE);
            for (int top = 0; top + kernel <= input.height(); top += stride) {
                for (int left = 0; left + kernel <= input.width(); left += stride) {
                    for (int tap = 0; tap < patch.length; tap++) { // in the order of a filter's weights
                        int channel = tap / (kernel * kernel);
                        int y = top + tap / kernel % kernel;
                        int x = left + tap % kernel;
                        patch[tap] = values[(y * input.width() + x) * input.channels() + channel];
                    }
                    moments.take(patch);
                }
            }
            return moments;
        }
    }

    /** Sums over patches. */
    private static final class Moments {
        private long count;
        private final double[] sums;
        private final double[][] products;

        Moments(int taps) {
            this.sums = new double[taps];
            this.products = new double[taps][taps];
        }

        void take(double[] patch) {
            count++;
            for (int i = 0; i < patch.length; i++) {
                sums[i] += patch[i];
                for (int j = 0; j < patch.length; j++) {
                    products[i][j] += patch[i] * patch[j];
                }
            }
        }

        void add(Moments other) {
            count += other.count;
            for (int i = 0; i < sums.length; i++) {
                sums[i] += other.sums[i];
                for (int j = 0; j < sums.length; j++) {
                    products[i][j] += other.products[i][j];
                }
            }
        }

        double[][] covariance() {
            double[][] covariance = new double[sums.length][sums.length];
            for (int i = 0; i < sums.length; i++) {
                for (int j = 0; j < sums.length; j++) {
                    covariance[i][j] = products[i][j] / count - sums[i] / count * (sums[j] / count);
                }
            }
            return covariance;
        }
    }
}
