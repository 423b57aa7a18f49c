package org.mobilenet4j.parameters;

import static org.mobilenet4j.architecture.ParameterId.Kind.BIAS;
import static org.mobilenet4j.architecture.ParameterId.Kind.NORM_MEAN;
import static org.mobilenet4j.architecture.ParameterId.Kind.NORM_SCALE;
import static org.mobilenet4j.architecture.ParameterId.Kind.NORM_SHIFT;
import static org.mobilenet4j.architecture.ParameterId.Kind.NORM_VARIANCE;
import static org.mobilenet4j.architecture.ParameterId.Kind.WEIGHT;

import org.mobilenet4j.architecture.BatchNorm;
import org.mobilenet4j.architecture.Layer.Convolution;
import org.mobilenet4j.architecture.Location;

/**
 * A convolution with the batch norm behind it made part of it: {@code w * scale / sqrt(variance + eps)} and {@code shift
 * - mean * scale / sqrt(variance + eps)}, computed in double.
 *
 * @param weight OIHW
 * @param bias zeros where the convolution has neither norm nor bias
 */
public record FoldedConvolution(float[] weight, float[] bias) {
    /** Folds the convolution at a location; the parameters are not touched. */
    public static FoldedConvolution of(Parameters parameters, Location location, Convolution convolution) {
        float[] weight = parameters.get(location, WEIGHT).data().clone();
        int outChannels = convolution.outChannels();
        BatchNorm norm = convolution.norm();
        if (norm == null) {
            float[] bias = convolution.hasBias()
                    ? parameters.get(location, BIAS).data().clone()
                    : new float[outChannels];
            return new FoldedConvolution(weight, bias);
        }
        float[] scale = parameters.get(location, NORM_SCALE).data();
        float[] shift = parameters.get(location, NORM_SHIFT).data();
        float[] mean = parameters.get(location, NORM_MEAN).data();
        float[] variance = parameters.get(location, NORM_VARIANCE).data();
        int perChannel = weight.length / outChannels;
        float[] bias = new float[outChannels];
        for (int o = 0; o < outChannels; o++) {
            double factor = scale[o] / Math.sqrt(variance[o] + norm.eps());
            for (int i = o * perChannel; i < (o + 1) * perChannel; i++) {
                weight[i] = (float) (weight[i] * factor);
            }
            bias[o] = (float) (shift[o] - mean[o] * factor);
        }
        return new FoldedConvolution(weight, bias);
    }
}
