package org.mobilenet4j.inspection;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.mobilenet4j.architecture.Layer.Convolution;
import org.mobilenet4j.architecture.Location;
import org.mobilenet4j.architecture.Node;
import org.mobilenet4j.architecture.ParameterId.Kind;
import org.mobilenet4j.image.RgbImage;
import org.mobilenet4j.parameters.FoldNorms;
import org.mobilenet4j.parameters.Parameters;

/**
 * The kernels of a depthwise layer as they act: with batch norm folded in, for a kernel's size alone means nothing where
 * its output is normalised.
 *
 * @param kernel both sides of a kernel
 * @param weights {@code channels x kernel x kernel}
 */
public record DepthwiseKernels(Location location, int channels, int kernel, float[] weights) {
    /** A kernel smaller than this share of its layer's root mean square is dead. */
    public static final double DEAD = 0.05;

    private static final int PIXELS = 4;
    private static final int PER_ROW = 48;

    /** Of every depthwise layer, in the order of computation. */
    public static List<DepthwiseKernels> of(Parameters parameters) {
        Parameters folded = FoldNorms.of(parameters);
        List<DepthwiseKernels> layers = new ArrayList<>();
        for (Node node : folded.network().nodes()) {
            if (node.layer() instanceof Convolution convolution && convolution.isDepthwise()) {
                layers.add(new DepthwiseKernels(
                        node.location(),
                        convolution.outChannels(),
                        convolution.kernel(),
                        folded.get(node.location(), Kind.WEIGHT).data()));
            }
        }
        return layers;
    }

    /**
     * For each kernel, whether its weights are all but zero beside those of its layer: whatever comes in, its output is
     * nearly constant. MobileNetV1 is known for such kernels; the linear bottleneck of V2 was made to prevent them
     * (Sandler et al. 2018, section 3.2).
     */
    public boolean[] dead() {
        double[] squares = new double[channels];
        double sum = 0;
        int area = kernel * kernel;
        for (int i = 0; i < weights.length; i++) {
            double square = (double) weights[i] * weights[i];
            squares[i / area] += square;
            sum += square;
        }
        boolean[] dead = new boolean[channels];
        for (int channel = 0; channel < channels; channel++) {
            dead[channel] = squares[channel] <= DEAD * DEAD * sum / channels;
        }
        return dead;
    }

    /**
     * All kernels side by side, each drawn by its own largest weight: light is zero, blue positive, orange negative. Dead
     * ones are grey.
     */
    public RgbImage sheet() {
        int cell = kernel * PIXELS + 2;
        int width = Math.min(channels, PER_ROW) * cell;
        int height = Math.ceilDiv(channels, PER_ROW) * cell;
        byte[] rgb = new byte[3 * width * height];
        Arrays.fill(rgb, (byte) 255);
        boolean[] dead = dead();
        for (int channel = 0; channel < channels; channel++) {
            int left = channel % PER_ROW * cell + 1;
            int top = channel / PER_ROW * cell + 1;
            double largest = largest(channel);
            for (int y = 0; y < kernel * PIXELS; y++) {
                for (int x = 0; x < kernel * PIXELS; x++) {
                    float weight = weights[(channel * kernel + y / PIXELS) * kernel + x / PIXELS];
                    int colour = dead[channel] ? 0xB0B0B0 : colour(largest == 0 ? 0 : weight / largest);
                    int at = 3 * ((top + y) * width + left + x);
                    rgb[at] = (byte) (colour >> 16);
                    rgb[at + 1] = (byte) (colour >> 8);
                    rgb[at + 2] = (byte) colour;
                }
            }
        }
        return RgbImage.of(width, height, rgb);
    }

    private double largest(int channel) {
        double largest = 0;
        for (int i = channel * kernel * kernel; i < (channel + 1) * kernel * kernel; i++) {
            largest = Math.max(largest, Math.abs(weights[i]));
        }
        return largest;
    }

    private static int colour(double share) {
        int strong = share > 0 ? 0x0072B2 : 0xD55E00;
        int colour = 0;
        for (int shift = 16; shift >= 0; shift -= 8) {
            long level = Math.round(235 + ((strong >> shift & 0xFF) - 235) * Math.abs(share));
            colour |= (int) level << shift;
        }
        return colour;
    }
}
