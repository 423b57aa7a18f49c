package org.mobilenet4j.architecture;

import java.util.ArrayList;
import java.util.List;
import org.mobilenet4j.architecture.Layer.Convolution;

/**
 * SSDLite: the single shot detector (Liu et al. 2016, arXiv 1512.02325) with depthwise separable heads (MobileNetV2,
 * section 6.2), as torchvision's {@code ssdlite320_mobilenet_v3_large} has it. It looks at six maps: the expansion within
 * the last block with a stride, the trunk's last map, and four more, each half as large as the one before.
 *
 * <p>The network gives, for each map, {@code cls_logits.LEVEL}, {@code H x W x (boxes * classes)}, and {@code
 * bbox_regression.LEVEL}, {@code H x W x (boxes * 4)}: per pixel the default boxes one behind the other, so that the levels'
 * values in a row are torchvision's heads.
 *
 * @param trunk MobileNetV2 or V3
 * @param options of the trunk, with the number of classes, the background among them; its norm is that of all layers
 * @param extraWidth the width multiplier of the four more maps
 */
public record SsdLite(Family trunk, Options options, double extraWidth) {
    /** Every batch norm of torchvision's detector. */
    public static final BatchNorm NORM = new BatchNorm(1e-3, 0.03);

    /** The default boxes at every pixel of a map: two squares, and two ratios both ways. */
    public static final int BOXES_PER_PIXEL = 6;

    /** The name of the class scores of a level. */
    private static final String CLASS_LOGITS = "cls_logits";

    /** The name of the box offsets of a level. */
    private static final String BOX_REGRESSION = "bbox_regression";

    private static final List<Integer> EXTRA_CHANNELS = List.of(512, 256, 256, 128);
    private static final int LEAST_CHANNELS = 16;

    public SsdLite {
        if (!(extraWidth > 0 && extraWidth <= 16)) {
            throw new IllegalArgumentException("extraWidth is " + extraWidth + ", expected above 0 and at most 16");
        }
    }

    /** On a trunk of width 1. */
    public static SsdLite on(Family trunk, int classes) {
        return new SsdLite(trunk, Options.DEFAULT.withNorm(NORM).withClasses(classes), 1);
    }

    /** The same with another width of the trunk and of what is behind it. */
    public SsdLite withWidth(double width) {
        return new SsdLite(trunk, options.withWidth(width), width);
    }

    /** The maps that the detector looks at. */
    public static int levels() {
        return 2 + EXTRA_CHANNELS.size();
    }

    /** The output with the class scores of a level, counted from 0, the finest map. */
    public static String classLogits(int level) {
        return CLASS_LOGITS + "." + level;
    }

    /** The output with the box offsets of a level. */
    public static String boxRegression(int level) {
        return BOX_REGRESSION + "." + level;
    }

    /** Builds the network. */
    public Network network() {
        Trunk whole = Trunk.of(trunk, options);
        NetworkBuilder network = NetworkBuilder.upTo(whole.network(), whole.last());
        List<Location> maps = new ArrayList<>(List.of(whole.lastStridedExpansion(), whole.last()));
        for (int i = 0; i < EXTRA_CHANNELS.size(); i++) {
            int channels = Math.max(LEAST_CHANNELS, (int) (EXTRA_CHANNELS.get(i) * extraWidth));
            int inside = channels / 2;
            Location extra = new Location("extra." + i);
            network.add(
                            extra.child("reduce"),
                            Convolution.pointwise(network.channels(), inside, options, Activation.RELU6))
                    .add(extra.child("filter"), Convolution.depthwise(inside, 3, 2, options, Activation.RELU6))
                    .add(extra.child("widen"), Convolution.pointwise(inside, channels, options, Activation.RELU6));
            maps.add(network.current());
        }
        head(network, maps, "classification", CLASS_LOGITS, options.classes());
        head(network, maps, "regression", BOX_REGRESSION, 4);
        return network.build();
    }

    private void head(NetworkBuilder network, List<Location> maps, String name, String output, int perBox) {
        for (int level = 0; level < maps.size(); level++) {
            Location at = new Location(name + "." + level);
            int channels = network.channels(maps.get(level));
            network.add(
                            at.child("filter"),
                            Convolution.depthwise(channels, 3, 1, options, Activation.RELU6),
                            maps.get(level))
                    .add(at.child("predict"), Convolution.prediction(channels, BOXES_PER_PIXEL * perBox, options))
                    .output(output + "." + level);
        }
    }
}
