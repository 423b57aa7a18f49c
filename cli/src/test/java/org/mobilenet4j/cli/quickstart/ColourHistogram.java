package org.mobilenet4j.cli.quickstart;

import java.awt.image.BufferedImage;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Which colours an image has, coarsely, and not where. */
final class ColourHistogram {
    /** Four levels of red, green and blue. */
    static final int BINS = 64;

    private ColourHistogram() {}

    /** The share of the image's pixels in each bin. */
    static double[] of(BufferedImage image) {
        double[] shares = new double[BINS];
        double pixels = (double) image.getWidth() * image.getHeight();
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                int rgb = image.getRGB(x, y);
                int bin = (((rgb >> 22) & 3) << 4) | (((rgb >> 14) & 3) << 2) | ((rgb >> 6) & 3);
                shares[bin] += 1 / pixels;
            }
        }
        return shares;
    }

    /** The mean of several histograms. */
    static double[] mean(List<double[]> histograms) {
        double[] mean = new double[BINS];
        for (double[] histogram : histograms) {
            for (int bin = 0; bin < BINS; bin++) {
                mean[bin] += histogram[bin] / histograms.size();
            }
        }
        return mean;
    }

    /** The kind whose mean is at the smallest Euclidean distance. */
    static FlowerKind nearest(double[] histogram, Map<FlowerKind, double[]> means) {
        return Collections.min(
                means.keySet(),
                Comparator.comparingDouble(kind -> distance(histogram, Objects.requireNonNull(means.get(kind)))));
    }

    private static double distance(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        }
        return sum;
    }
}
