package org.mobilenet4j;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.mobilenet4j.architecture.BatchNorm;
import org.mobilenet4j.architecture.DeepLabV3;
import org.mobilenet4j.architecture.Family;
import org.mobilenet4j.architecture.LrAspp;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.architecture.Options;
import org.mobilenet4j.architecture.SsdLite;
import org.mobilenet4j.image.Preprocessing;

/**
 * The detectors and segmentation networks that have a name: torchvision's under theirs, and the same heads on other trunks
 * under ours. {@link MobileNet} has the classifiers.
 */
public enum DenseMobileNet {
    /** torchvision's detector as its published weights have it: half the channels in the trunk's last stage. */
    SSDLITE320_MOBILENET_V3_LARGE(Family.V3_LARGE_REDUCED_TAIL, Head.SSDLITE),
    /** The same with all channels, as it is trained from a classifier's weights. */
    SSDLITE_MOBILENET_V3_LARGE(Family.V3_LARGE, Head.SSDLITE),
    SSDLITE_MOBILENET_V3_SMALL(Family.V3_SMALL, Head.SSDLITE),
    /** MobileNetV2, section 6.2. */
    SSDLITE_MOBILENET_V2(Family.V2, Head.SSDLITE),

    DEEPLABV3_MOBILENET_V3_LARGE(Family.V3_LARGE, Head.DEEPLABV3),
    /** MobileNetV2, table 7: output stride 16, with atrous spatial pyramid pooling. */
    DEEPLABV3_MOBILENET_V2(Family.V2, Head.DEEPLABV3),
    /** The same at output stride 8, four times the pixels. */
    DEEPLABV3_OS8_MOBILENET_V2(Family.V2, Head.DEEPLABV3_OS8),
    /** MobileNetV2, table 7: output stride 16, and of the pyramid what has no 3 x 3 convolution. */
    DEEPLABV3_LITE_MOBILENET_V2(Family.V2, Head.DEEPLABV3_LITE),
    LRASPP_MOBILENET_V3_LARGE(Family.V3_LARGE, Head.LRASPP),
    LRASPP_MOBILENET_V3_SMALL(Family.V3_SMALL, Head.LRASPP);

    private enum Head {
        SSDLITE,
        DEEPLABV3,
        DEEPLABV3_OS8,
        DEEPLABV3_LITE,
        LRASPP
    }

    private static final int DETECTION_RESOLUTION = 320;
    private static final int SEGMENTATION_SHORT_SIDE = 520;

    private final Family trunk;
    private final Head head;

    DenseMobileNet(Family trunk, Head head) {
        this.trunk = trunk;
        this.head = head;
    }

    /** The network of a name as people write it, {@code lraspp_mobilenet_v3_large}. */
    public static Optional<DenseMobileNet> named(String name) {
        return Arrays.stream(values())
                .filter(network -> network.toString().equals(name))
                .findFirst();
    }

    /** The classifiers' family that it stands on. */
    public Family trunk() {
        return trunk;
    }

    /** Whether it finds objects; else it segments. */
    public boolean isDetector() {
        return head == Head.SSDLITE;
    }

    /**
     * Builds the network; one for segmentation on V3-Large by DeepLabV3 has its auxiliary head.
     *
     * @param classes the background among them
     * @param width the width multiplier of the trunk, and of a detector's extra layers
     */
    public Network network(int classes, double width) {
        return switch (head) {
            case SSDLITE -> SsdLite.on(trunk, classes).withWidth(width).network();
            case DEEPLABV3 -> deepLabV3(classes, width, 16, trunk.isV3() ? List.of(12, 24, 36) : List.of(6, 12, 18));
            case DEEPLABV3_OS8 -> deepLabV3(classes, width, 8, List.of(12, 24, 36));
            case DEEPLABV3_LITE -> deepLabV3(classes, width, 16, List.of());
            case LRASPP -> new LrAspp(trunk, options(classes, width)).network();
        };
    }

    private Network deepLabV3(int classes, double width, int outputStride, List<Integer> rates) {
        boolean isV3 = trunk.isV3();
        return new DeepLabV3(trunk, options(classes, width), outputStride, rates, isV3, isV3).network();
    }

    private Options options(int classes, double width) {
        return Options.DEFAULT
                .withNorm(trunk.isV3() ? BatchNorm.TORCHVISION_V3 : BatchNorm.TORCH)
                .withWidth(width)
                .withClasses(classes);
    }

    /** How images are prepared for torchvision's published weights. */
    public Preprocessing preprocessing() {
        return isDetector()
                ? Preprocessing.detection(DETECTION_RESOLUTION)
                : Preprocessing.segmentation(SEGMENTATION_SHORT_SIDE);
    }

    /** The task with these labels, the first of which is the background. */
    public Task task(List<String> labels) {
        return isDetector() ? new Task.ObjectDetection(labels) : new Task.SemanticSegmentation(labels);
    }

    /** The labels of torchvision's published weights, COCO's or PASCAL VOC's. */
    public List<String> publishedLabels() {
        return isDetector() ? Categories.coco() : Categories.pascalVoc();
    }

    /** The name as people write it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
