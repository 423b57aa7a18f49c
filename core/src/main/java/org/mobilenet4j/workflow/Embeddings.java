package org.mobilenet4j.workflow;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.mobilenet4j.data.ImageSet;
import org.mobilenet4j.data.SkippedImage;

/**
 * Images as vectors.
 *
 * @param images that were embedded
 * @param indexes of those that could be read, ascending
 * @param vectors one for each of {@code indexes}, all of one length
 */
public record Embeddings(ImageSet images, List<Integer> indexes, List<float[]> vectors, List<SkippedImage> skipped) {
    public Embeddings {
        indexes = List.copyOf(indexes);
        vectors = List.copyOf(vectors);
        skipped = List.copyOf(skipped);
    }

    /**
     * An image near a vector.
     *
     * @param index in {@link Embeddings#images}
     * @param distance 0 for the same direction, 1 for nothing in common, 2 for opposite
     */
    public record Neighbour(String name, int index, double distance) {}

    /** The length of each vector. */
    public int length() {
        return vectors.getFirst().length;
    }

    /** The names of the images that could be read, one for each vector. */
    public List<String> names() {
        return indexes.stream().map(images::name).toList();
    }

    /** The images whose vectors are nearest by the cosine, the nearest first. */
    public List<Neighbour> nearest(float[] vector, int count) {
        return IntStream.range(0, indexes.size())
                .mapToObj(i ->
                        new Neighbour(images.name(indexes.get(i)), indexes.get(i), distance(vector, vectors.get(i))))
                .sorted(Comparator.comparingDouble(Neighbour::distance))
                .limit(count)
                .toList();
    }

    /** What vectors have in common: of one, itself; of several, the mean of their directions. */
    public static float[] mean(List<float[]> vectors) {
        if (vectors.size() == 1) {
            return vectors.getFirst();
        }
        double[] sum = new double[vectors.getFirst().length];
        for (float[] vector : vectors) {
            double squares = 0;
            for (float value : vector) {
                squares += (double) value * value;
            }
            for (int i = 0; squares > 0 && i < sum.length; i++) {
                sum[i] += vector[i] / Math.sqrt(squares);
            }
        }
        float[] mean = new float[sum.length];
        for (int i = 0; i < mean.length; i++) {
            mean[i] = (float) (sum[i] / vectors.size());
        }
        return mean;
    }

    /** One less the cosine of the angle between two vectors; 1 where one of them is zero. */
    public static double distance(float[] a, float[] b) {
        double product = 0;
        double squaresA = 0;
        double squaresB = 0;
        for (int i = 0; i < a.length; i++) {
            product += (double) a[i] * b[i];
            squaresA += (double) a[i] * a[i];
            squaresB += (double) b[i] * b[i];
        }
        double lengths = Math.sqrt(squaresA * squaresB);
        return lengths == 0 ? 1 : 1 - product / lengths;
    }
}
