package org.mobilenet4j.report.papers;

import java.util.List;
import org.mobilenet4j.architecture.Activation;
import org.mobilenet4j.architecture.Layer.Convolution;
import org.mobilenet4j.architecture.Location;
import org.mobilenet4j.architecture.Location.Part;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.architecture.NetworkBuilder;
import org.mobilenet4j.architecture.Options;
import org.mobilenet4j.architecture.Summary;

/**
 * A 3 x 3 convolution against a depthwise and a pointwise one in its place (MobileNetV1, section 3.1), at a layer of
 * MobileNetV1.
 *
 * @param resolution both sides of the maps
 * @param denseMillis on one thread of this machine
 */
record SeparableConvolution(
        int resolution,
        int inChannels,
        int outChannels,
        long denseMultiplyAdds,
        long separableMultiplyAdds,
        double denseMillis,
        double separableMillis) {
    private static final int KERNEL = 3;

    /** Layers of MobileNetV1's table 1 at stride 1, from the first to the last resolution: side, channels in and out. */
    private static final List<int[]> LAYERS = List.of(
            new int[] {112, 32, 64},
            new int[] {56, 128, 128},
            new int[] {28, 256, 256},
            new int[] {14, 512, 512},
            new int[] {7, 1024, 1024});

    static List<SeparableConvolution> measured() {
        return LAYERS.stream().map(layer -> of(layer[0], layer[1], layer[2])).toList();
    }

    private static SeparableConvolution of(int resolution, int in, int out) {
        Network dense = new NetworkBuilder(in)
                .add(
                        Location.inBlock(0, 0, Part.PROJECT),
                        Convolution.dense(in, out, KERNEL, 1, Options.DEFAULT, Activation.RELU6))
                .output(Network.OUT)
                .build();
        Network separable = new NetworkBuilder(in)
                .add(
                        Location.inBlock(0, 0, Part.DEPTHWISE),
                        Convolution.depthwise(in, KERNEL, 1, Options.DEFAULT, Activation.RELU6))
                .add(
                        Location.inBlock(0, 0, Part.PROJECT),
                        Convolution.pointwise(in, out, Options.DEFAULT, Activation.RELU6))
                .output(Network.OUT)
                .build();
        return new SeparableConvolution(
                resolution,
                in,
                out,
                Summary.of(dense, resolution, resolution).multiplyAdds(),
                Summary.of(separable, resolution, resolution).multiplyAdds(),
                Latency.millis(dense, resolution),
                Latency.millis(separable, resolution));
    }

    /** The paper's {@code 1 / N + 1 / D_K^2}. */
    double formula() {
        return 1.0 / outChannels + 1.0 / (KERNEL * KERNEL);
    }

    double multiplyAddsShare() {
        return (double) separableMultiplyAdds / denseMultiplyAdds;
    }

    double timeShare() {
        return separableMillis / denseMillis;
    }
}
