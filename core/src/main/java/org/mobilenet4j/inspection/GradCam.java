package org.mobilenet4j.inspection;

import org.mobilenet4j.architecture.Activation;
import org.mobilenet4j.architecture.Architecture;
import org.mobilenet4j.architecture.Layer.Linear;
import org.mobilenet4j.architecture.Location;
import org.mobilenet4j.architecture.ParameterId.Kind;
import org.mobilenet4j.inference.CompiledModel;
import org.mobilenet4j.inference.Compiler;
import org.mobilenet4j.inference.FeatureMap;
import org.mobilenet4j.tensor.Tensor;
import org.mobilenet4j.weights.Parameters;

/**
 * Where in an image a network saw what speaks for a class: Grad-CAM over the last feature map (Selvaraju et al. 2017,
 * section 3). Each of the map's channels is weighed by how much the class's output would grow with its mean, and what
 * speaks against the class is left out.
 *
 * <p>The family ends in the mean of each channel, at most one hidden layer and the classifier, so the gradient is worked
 * out by hand and is exact; without a hidden layer it does not depend on the image. Immutable and safe for any number
 * of threads.
 */
public final class GradCam {
    private final Parameters parameters;
    private final CompiledModel model;
    private final String lastMap;

    private GradCam(Parameters parameters, CompiledModel model, String lastMap) {
        this.parameters = parameters;
        this.model = model;
        this.lastMap = lastMap;
    }

    public static GradCam of(Parameters parameters) {
        Architecture architecture = parameters.architecture();
        String lastMap =
                architecture.last() == null ? "stages." + (architecture.stages().size() - 1) : Location.LAST.toString();
        return new GradCam(parameters, Compiler.compile(parameters), lastMap);
    }

    /**
     * What speaks for a class in an image.
     *
     * @param image the network's input, as {@link CompiledModel#logits} takes it
     * @param label the class, counted as the network counts
     * @throws IllegalArgumentException if the image has another length than the network's input
     */
    public HeatMap explain(float[] image, int label) {
        FeatureMap map = model.featureMap(image, lastMap);
        double[] weights = gradientByMean(map.channelMeans(), label);
        int pixels = map.height() * map.width();
        float[] heat = new float[pixels];
        for (int pixel = 0; pixel < pixels; pixel++) {
            double sum = 0;
            for (int channel = 0; channel < map.channels(); channel++) {
                sum += weights[channel] * map.values()[pixel * map.channels() + channel];
            }
            heat[pixel] = (float) Math.max(0, sum / pixels); // a pixel has that part in its channel's mean
        }
        return new HeatMap(map.height(), map.width(), heat);
    }

    /** The derivative of the class's output by the mean of each channel. */
    private double[] gradientByMean(float[] means, int label) {
        float[] classifier = row(parameters.get(Location.CLASSIFIER, Kind.WEIGHT), label);
        Linear hidden = parameters.architecture().hidden();
        double[] gradient = new double[means.length];
        if (hidden == null) {
            for (int channel = 0; channel < means.length; channel++) {
                gradient[channel] = classifier[channel];
            }
            return gradient;
        }
        Tensor weight = parameters.get(Location.HIDDEN, Kind.WEIGHT);
        float[] bias = parameters.get(Location.HIDDEN, Kind.BIAS).data();
        for (int unit = 0; unit < hidden.outFeatures(); unit++) {
            float[] incoming = row(weight, unit);
            double input = bias[unit];
            for (int channel = 0; channel < means.length; channel++) {
                input += incoming[channel] * means[channel];
            }
            double outer = classifier[unit] * slope(hidden.activation(), input);
            for (int channel = 0; channel < means.length; channel++) {
                gradient[channel] += outer * incoming[channel];
            }
        }
        return gradient;
    }

    private static double slope(Activation activation, double x) {
        return switch (activation) {
            case NONE -> 1;
            case RELU -> x > 0 ? 1 : 0;
            case RELU6 -> x > 0 && x < 6 ? 1 : 0;
            case HARD_SWISH -> x <= -3 ? 0 : x >= 3 ? 1 : (2 * x + 3) / 6;
            case HARD_SIGMOID -> x > -3 && x < 3 ? 1.0 / 6 : 0;
        };
    }

    private static float[] row(Tensor matrix, int row) {
        int length = matrix.shape().elements() / matrix.shape().extent(0);
        float[] values = new float[length];
        System.arraycopy(matrix.data(), row * length, values, 0, length);
        return values;
    }
}
