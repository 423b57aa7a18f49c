package org.mobilenet4j.architecture;

import java.util.ArrayList;
import java.util.List;
import org.mobilenet4j.architecture.Layer.Convolution;

/**
 * DeepLabV3: a trunk that keeps more of the image to its last layer, and a head that looks at it at several scales (Chen et
 * al. 2017, arXiv 1706.05587; MobileNetV2, section 6.3). The network gives {@link Network#OUT}, {@code H x W x classes} of
 * the input's size, and {@link Network#AUXILIARY} of the same shape where it has that head.
 *
 * @param trunk MobileNetV2 or V3
 * @param options of the trunk, with the number of classes, the background among them; heads have {@link BatchNorm#TORCH}
 * @param outputStride the most pixels of the input, along an axis, that the trunk makes one of: 8, 16 or 32
 * @param rates the dilations of the 3 x 3 convolutions of atrous spatial pyramid pooling; none for the head of
 *     MobileNetV2's table 7, which has neither these nor the 3 x 3 convolution before the classes
 * @param readsLast whether the head reads the trunk's last 1 x 1 convolution, or the last block
 * @param hasAuxiliary whether a second head, for training, reads the first block at stride 8
 */
public record DeepLabV3(
        Family trunk, Options options, int outputStride, List<Integer> rates, boolean readsLast, boolean hasAuxiliary) {
    private static final int CHANNELS = 256;
    private static final double DROPOUT = 0.5;
    private static final double AUXILIARY_DROPOUT = 0.1;
    static final int AUXILIARY_STRIDE = 8;

    public DeepLabV3 {
        rates = List.copyOf(rates);
    }

    /** torchvision's {@code deeplabv3_mobilenet_v3_large}, which is dilated by 12, 24 and 36 at output stride 16. */
    public static DeepLabV3 onV3Large(int classes, boolean hasAuxiliary) {
        Options options = Options.DEFAULT.withNorm(BatchNorm.TORCHVISION_V3).withClasses(classes);
        return new DeepLabV3(Family.V3_LARGE, options, 16, List.of(12, 24, 36), true, hasAuxiliary);
    }

    /**
     * On MobileNetV2's last block, with atrous spatial pyramid pooling at the paper's rates for the output stride.
     *
     * @param outputStride 8 or 16
     */
    public static DeepLabV3 onV2(int classes, int outputStride) {
        List<Integer> rates = outputStride == 8 ? List.of(12, 24, 36) : List.of(6, 12, 18);
        return new DeepLabV3(Family.V2, Options.DEFAULT.withClasses(classes), outputStride, rates, false, false);
    }

    /** The same with other rates; none for the small head. */
    public DeepLabV3 withRates(List<Integer> other) {
        return new DeepLabV3(trunk, options, outputStride, other, readsLast, hasAuxiliary);
    }

    /** The same with or without the auxiliary head. */
    public DeepLabV3 withAuxiliary(boolean isWanted) {
        return new DeepLabV3(trunk, options, outputStride, rates, readsLast, isWanted);
    }

    /**
     * Builds the network.
     *
     * @throws IllegalArgumentException if the output stride is not 8, 16 or 32, or a rate is none
     */
    public Network network() {
        Trunk whole = Trunk.of(trunk, options);
        Network dilated =
                (trunk.isV3() ? OutputStride.TORCHVISION : OutputStride.TENSORFLOW).of(whole.network(), outputStride);
        Options head = options.withNorm(BatchNorm.TORCH);
        NetworkBuilder network = NetworkBuilder.upTo(dilated, readsLast ? whole.last() : whole.lastBlock());
        pyramid(network, head);
        if (!rates.isEmpty()) {
            network.add(new Location("refine"), Convolution.dense(CHANNELS, CHANNELS, 3, 1, head, Activation.RELU));
        }
        network.add(Location.CLASSIFIER, Convolution.prediction(CHANNELS, options.classes(), head))
                .add(new Location("upsample"), new Layer.Upsample(), network.current(), Location.INPUT)
                .output(Network.OUT);
        if (hasAuxiliary) {
            auxiliary(network, whole.firstBlockAt(AUXILIARY_STRIDE), head);
        }
        return network.build();
    }

    /** Atrous spatial pyramid pooling: the map at several dilations and as a whole, one behind the other, in 256 channels. */
    private void pyramid(NetworkBuilder network, Options head) {
        Location features = network.current();
        int channels = network.channels();
        Location aspp = new Location("aspp");
        List<Location> branches = new ArrayList<>();
        network.add(aspp.child("pointwise"), Convolution.pointwise(channels, CHANNELS, head, Activation.RELU));
        branches.add(network.current());
        for (int i = 0; i < rates.size(); i++) {
            Convolution atrous = Convolution.dense(channels, CHANNELS, 3, 1, head, Activation.RELU)
                    .withStride(1, rates.get(i));
            network.add(aspp.child("atrous." + i), atrous, features);
            branches.add(network.current());
        }
        network.add(aspp.child("pool"), new Layer.GlobalAveragePool(), features)
                .add(aspp.child("pooled"), Convolution.pointwise(channels, CHANNELS, head, Activation.RELU))
                .add(aspp.child("spread"), new Layer.Upsample(), network.current(), features);
        branches.add(network.current());
        network.add(aspp.child("concatenate"), new Layer.Concatenate(), branches.toArray(Location[]::new))
                .add(aspp.child("project"), Convolution.pointwise(network.channels(), CHANNELS, head, Activation.RELU))
                .add(aspp.child("dropout"), new Layer.Dropout(DROPOUT));
    }

    private void auxiliary(NetworkBuilder network, Location features, Options head) {
        Location auxiliary = new Location("auxiliary");
        int channels = network.channels(features);
        network.add(
                        auxiliary.child("filter"),
                        Convolution.dense(channels, channels / 4, 3, 1, head, Activation.RELU),
                        features)
                .add(auxiliary.child("dropout"), new Layer.Dropout(AUXILIARY_DROPOUT))
                .add(auxiliary.child("classifier"), Convolution.prediction(channels / 4, options.classes(), head))
                .add(auxiliary.child("upsample"), new Layer.Upsample(), network.current(), Location.INPUT)
                .output(Network.AUXILIARY);
    }
}
