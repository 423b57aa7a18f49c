package org.mobilenet4j.architecture;

import org.mobilenet4j.architecture.Layer.Convolution;

/**
 * Lite reduced atrous spatial pyramid pooling, MobileNetV3's own segmentation head (section 6.4): the last map gated by its
 * means, beside an earlier one of stride 8. The network gives {@link Network#OUT}, {@code H x W x classes} of the input's
 * size.
 *
 * @param trunk MobileNetV3, or V2
 * @param options of the trunk, with the number of classes, the background among them; the head has {@link BatchNorm#TORCH}
 */
public record LrAspp(Family trunk, Options options) {
    private static final int OUTPUT_STRIDE = 16;
    private static final int LOW_STRIDE = 8;
    private static final int CHANNELS = 128;

    /** torchvision's {@code lraspp_mobilenet_v3_large}. */
    public static LrAspp onV3Large(int classes) {
        return new LrAspp(
                Family.V3_LARGE,
                Options.DEFAULT.withNorm(BatchNorm.TORCHVISION_V3).withClasses(classes));
    }

    /** Builds the network. */
    public Network network() {
        Trunk whole = Trunk.of(trunk, options);
        Network dilated =
                (trunk.isV3() ? OutputStride.TORCHVISION : OutputStride.TENSORFLOW).of(whole.network(), OUTPUT_STRIDE);
        Options head = options.withNorm(BatchNorm.TORCH);
        Location low = whole.firstBlockAt(LOW_STRIDE);
        Location high = whole.last();
        Location lraspp = new Location("lraspp");
        NetworkBuilder network = NetworkBuilder.upTo(dilated, high);
        int channels = network.channels();
        Convolution scale =
                new Convolution(channels, CHANNELS, 1, 1, 1, 1, head.padding(), null, false, Activation.SIGMOID);
        network.add(lraspp.child("reduce"), Convolution.pointwise(channels, CHANNELS, head, Activation.RELU))
                .add(lraspp.child("pool"), new Layer.GlobalAveragePool(), high)
                .add(lraspp.child("scale"), scale)
                .add(lraspp.child("gate"), new Layer.Multiply(), lraspp.child("reduce"), network.current())
                .add(lraspp.child("upsample"), new Layer.Upsample(), network.current(), low);
        Location gated = network.current();
        Location byLow = Location.CLASSIFIER.child("low");
        Location byHigh = Location.CLASSIFIER.child("high");
        return network.add(byLow, Convolution.prediction(network.channels(low), options.classes(), head), low)
                .add(byHigh, Convolution.prediction(CHANNELS, options.classes(), head), gated)
                .add(Location.CLASSIFIER.child("add"), new Layer.Add(), byLow, byHigh)
                .add(new Location("upsample"), new Layer.Upsample(), network.current(), Location.INPUT)
                .output(Network.OUT)
                .build();
    }
}
