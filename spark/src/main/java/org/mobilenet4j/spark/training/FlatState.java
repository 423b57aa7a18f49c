package org.mobilenet4j.spark.training;

import java.util.Collection;
import java.util.List;
import org.mobilenet4j.parameters.Parameters;
import org.mobilenet4j.tensor.Tensor;

/** The arrays of a run's state one after the other, as they go between driver and executors. */
final class FlatState {
    private FlatState() {}

    static float[] of(Collection<float[]> arrays) {
        float[] flat = new float[arrays.stream().mapToInt(array -> array.length).sum()];
        int at = 0;
        for (float[] array : arrays) {
            System.arraycopy(array, 0, flat, at, array.length);
            at += array.length;
        }
        return flat;
    }

    /** Fills arrays, from the beginning; what is left over belongs to others. */
    static void into(float[] flat, Collection<float[]> arrays) {
        int at = 0;
        for (float[] array : arrays) {
            System.arraycopy(flat, at, array, 0, array.length);
            at += array.length;
        }
    }

    static List<float[]> arrays(Parameters parameters) {
        return parameters.tensors().values().stream().map(Tensor::data).toList();
    }

    /** The mean of states, summed in their order. */
    static float[] mean(List<float[]> states) {
        float[] mean = new float[states.getFirst().length];
        for (int i = 0; i < mean.length; i++) {
            double sum = 0;
            for (float[] state : states) {
                sum += state[i];
            }
            mean[i] = (float) (sum / states.size());
        }
        return mean;
    }
}
