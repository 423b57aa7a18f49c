package org.mobilenet4j;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.mobilenet4j.io.Digests;

/**
 * Weights that torchvision publishes: classifiers trained on ImageNet's 1000 classes at 224 x 224, a detector and
 * segmentation networks trained on COCO.
 *
 * @param name the network's name in torchvision, a dot, and the name of its set of weights there
 * @param file the file's name; its part before {@code .pth} ends with the first digits of the content's SHA-256
 * @param megabytes the size in units of 2^20 bytes, as torchvision gives it
 * @param resize what the figure depends on: the length of the shorter side, of which a classifier's middle 224 x 224 are cut
 *     out; of a detector both sides
 * @param figure how good they are
 * @param isDefault whether the network's name alone means this set
 */
public record PublishedWeights(
        String name, String file, double megabytes, int resize, Figure figure, boolean isDefault) {
    private static final String SUFFIX = ".pth";

    /** What is measured. */
    public enum Measure {
        /** How many images get their class, on ImageNet's validation set. */
        TOP_1("top-1"),
        /** COCO's mean average precision of boxes, on val2017. */
        BOX_MAP("box mAP"),
        /** The mean intersection over union of PASCAL VOC's classes, on COCO's val2017. */
        MEAN_IOU("mean IoU");

        private final String words;

        Measure(String words) {
            this.words = words;
        }

        /** As in "box mAP". */
        @Override
        public String toString() {
            return words;
        }
    }

    /** A measure's value in percent, as torchvision gives it. */
    public record Figure(Measure measure, double percent) {}

    /** All that are known. */
    public static final List<PublishedWeights> ALL = List.of(
            classifier("mobilenet_v2.IMAGENET1K_V1", "mobilenet_v2-b0353104.pth", 13.555, 256, 71.878, false),
            classifier("mobilenet_v2.IMAGENET1K_V2", "mobilenet_v2-7ebf99e0.pth", 13.598, 232, 72.154, true),
            classifier(
                    "mobilenet_v3_large.IMAGENET1K_V1", "mobilenet_v3_large-8738ca79.pth", 21.114, 256, 74.042, false),
            classifier(
                    "mobilenet_v3_large.IMAGENET1K_V2", "mobilenet_v3_large-5c1a4163.pth", 21.107, 232, 75.274, true),
            classifier("mobilenet_v3_small.IMAGENET1K_V1", "mobilenet_v3_small-047dcff4.pth", 9.829, 256, 67.668, true),
            new PublishedWeights(
                    "ssdlite320_mobilenet_v3_large.COCO_V1",
                    "ssdlite320_mobilenet_v3_large_coco-a79551df.pth",
                    13.418,
                    320,
                    new Figure(Measure.BOX_MAP, 21.3),
                    true),
            new PublishedWeights(
                    "deeplabv3_mobilenet_v3_large.COCO_WITH_VOC_LABELS_V1",
                    "deeplabv3_mobilenet_v3_large-fc3c493d.pth",
                    42.301,
                    520,
                    new Figure(Measure.MEAN_IOU, 60.3),
                    true),
            new PublishedWeights(
                    "lraspp_mobilenet_v3_large.COCO_WITH_VOC_LABELS_V1",
                    "lraspp_mobilenet_v3_large-d234d4ea.pth",
                    12.490,
                    520,
                    new Figure(Measure.MEAN_IOU, 57.9),
                    true));

    private static PublishedWeights classifier(
            String name, String file, double megabytes, int resize, double top1Percent, boolean isDefault) {
        return new PublishedWeights(name, file, megabytes, resize, new Figure(Measure.TOP_1, top1Percent), isDefault);
    }

    /** The weights of that name, or the default set of the network of that name; upper and lower case are the same. */
    public static Optional<PublishedWeights> named(String name) {
        return ALL.stream()
                .filter(weights -> weights.name().equalsIgnoreCase(name)
                        || (weights.isDefault() && weights.network().equalsIgnoreCase(name)))
                .findFirst();
    }

    /**
     * The published weights that a file holds, told by its content.
     *
     * @throws IOException if the disk fails
     */
    public static Optional<PublishedWeights> of(Path file) throws IOException {
        double megabytes = Files.size(file) / (double) (1 << 20);
        // The published sizes have three decimals: no other file needs to be read.
        if (ALL.stream().noneMatch(weights -> Math.abs(weights.megabytes - megabytes) < 0.002)) {
            return Optional.empty();
        }
        String digest = Digests.sha256(file);
        return ALL.stream()
                .filter(weights -> digest.startsWith(weights.sha256Prefix()))
                .findFirst();
    }

    /** The network's name in torchvision, such as {@code mobilenet_v2}. */
    public String network() {
        return name.substring(0, name.indexOf('.'));
    }

    /** The first hexadecimal digits of the file's SHA-256. */
    public String sha256Prefix() {
        return file.substring(file.lastIndexOf('-') + 1, file.length() - SUFFIX.length());
    }
}
