package org.mobilenet4j.inference;

/**
 * What one image looks like at a place inside a network.
 *
 * @param tap the place, such as {@code stages.3}; see {@link CompiledNetwork#taps}
 * @param values {@code height x width x channels}, row by row, channels innermost
 */
public record FeatureMap(String tap, int height, int width, int channels, float[] values) {
    /** The mean of each channel over all pixels. */
    public float[] channelMeans() {
        double[] sums = new double[channels];
        for (int i = 0; i < values.length; i++) {
            sums[i % channels] += values[i];
        }
        float[] means = new float[channels];
        for (int channel = 0; channel < channels; channel++) {
            means[channel] = (float) (sums[channel] / (height * width));
        }
        return means;
    }
}
