package org.mobilenet4j.spark;

import java.util.List;
import org.mobilenet4j.MobileNet;
import org.mobilenet4j.Model;
import org.mobilenet4j.Variant;
import org.mobilenet4j.architecture.DeepLabV3;
import org.mobilenet4j.architecture.Family;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.architecture.Options;
import org.mobilenet4j.architecture.SsdLite;
import org.mobilenet4j.image.Preprocessing;
import org.mobilenet4j.parameters.Initialization;

/** Small networks that have learned nothing: their answers are as good as any where they are only compared. */
public final class TestModels {
    private TestModels() {}

    public static Model classifier(String... labels) {
        return classifier(32, labels);
    }

    /**
     * A classifier of images of another size. To learn in small batches it needs 64 pixels: of 32 a map of one pixel is left, so that
     * the norms of a batch of four see four values. Where these are equal, each norm multiplies the gradient by up to 1 / sqrt(1e-5).
     */
    public static Model classifier(int resolution, String... labels) {
        Variant variant = Variant.of(MobileNet.MOBILENET_V2)
                .with(options -> options.withWidth(0.1).withClasses(labels.length));
        return Model.classifier(
                variant,
                Initialization.torchvision(variant.network(), 1),
                MobileNet.MOBILENET_V2.preprocessing(resolution),
                List.of(labels));
    }

    public static Model detector(String... labels) {
        Network network =
                SsdLite.on(Family.V3_SMALL, labels.length).withWidth(0.25).network();
        return Model.detector(Initialization.torchvision(network, 1), Preprocessing.detection(64), List.of(labels));
    }

    public static Model segmenter(String... labels) {
        Options options = Options.DEFAULT.withWidth(0.25).withClasses(labels.length);
        Network network = new DeepLabV3(Family.V2, options, 16, List.of(), false, false).network();
        return Model.segmenter(Initialization.torchvision(network, 1), Preprocessing.segmentation(33), List.of(labels));
    }
}
