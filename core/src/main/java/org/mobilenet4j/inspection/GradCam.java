package org.mobilenet4j.inspection;

import java.util.Set;
import org.mobilenet4j.architecture.Activation;
import org.mobilenet4j.architecture.Layer;
import org.mobilenet4j.architecture.Layer.Linear;
import org.mobilenet4j.architecture.Location;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.architecture.Node;
import org.mobilenet4j.architecture.ParameterId.Kind;
import org.mobilenet4j.inference.CompiledNetwork;
import org.mobilenet4j.inference.Compiler;
import org.mobilenet4j.inference.FeatureMap;
import org.mobilenet4j.kernel.KernelSelection;
import org.mobilenet4j.parameters.Parameters;
import org.mobilenet4j.tensor.Tensor;

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
    private final CompiledNetwork model;
    private final Location lastMap;

    private GradCam(Parameters parameters, CompiledNetwork model, Location lastMap) {
        this.parameters = parameters;
        this.model = model;
        this.lastMap = lastMap;
    }

    /**
     * Explains a classifier on inputs of a size.
     *
     * @throws IllegalArgumentException if the network does not end in a pooled map, at most one hidden layer and a classifier
     */
    public static GradCam of(Parameters parameters, int height, int width) {
        Network network = parameters.network();
        Location pool = network.nodes().stream()
                .filter(node -> node.layer() instanceof Layer.GlobalAveragePool)
                .map(Node::location)
                .reduce((first, last) -> last)
                .orElseThrow(
                        () -> new IllegalArgumentException("the network pools no map, so that none can be explained"));
        Location lastMap = network.node(pool).input();
        CompiledNetwork model = Compiler.compile(
                parameters, height, width, KernelSelection.chosen().kernels(), Set.of(lastMap));
        return new GradCam(parameters, model, lastMap);
    }

    /**
     * What speaks for a class in an image.
     *
     * @param image the network's input, as {@link CompiledNetwork#logits} takes it
     * @param label the class, counted as the network counts
     * @throws IllegalArgumentException if the image has another length than the network's input
     */
    public HeatMap explain(float[] image, int label) {
        FeatureMap map = model.featureMap(image, lastMap.path());
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
        Linear hidden =
                parameters.network().find(Location.HIDDEN).map(Node::layer).orElse(null) instanceof Linear linear
                        ? linear
                        : null;
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
            case SIGMOID -> 1 / (2 + Math.exp(x) + Math.exp(-x));
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
