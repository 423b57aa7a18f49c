package org.mobilenet4j;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.mobilenet4j.io.Digests;

/**
 * Weights that torchvision publishes, trained on ImageNet's 1000 classes at 224 x 224.
 *
 * @param name the network's name in torchvision, a dot, and the name of its set of weights there
 * @param file the file's name; its part before {@code .pth} ends with the first digits of the content's SHA-256
 * @param megabytes the size in units of 2^20 bytes, as torchvision gives it
 * @param resize the length of the shorter side before the middle 224 x 224 are cut out, which the accuracy depends on
 * @param top1Percent the accuracy on ImageNet's validation set, as torchvision gives it
 * @param isDefault whether the network's name alone means this set
 */
public record PublishedWeights(
        String name, String file, double megabytes, int resize, double top1Percent, boolean isDefault) {
    private static final String SUFFIX = ".pth";

    /** All that are known. */
    public static final List<PublishedWeights> ALL = List.of(
            new PublishedWeights("mobilenet_v2.IMAGENET1K_V1", "mobilenet_v2-b0353104.pth", 13.555, 256, 71.878, false),
            new PublishedWeights("mobilenet_v2.IMAGENET1K_V2", "mobilenet_v2-7ebf99e0.pth", 13.598, 232, 72.154, true),
            new PublishedWeights(
                    "mobilenet_v3_large.IMAGENET1K_V1", "mobilenet_v3_large-8738ca79.pth", 21.114, 256, 74.042, false),
            new PublishedWeights(
                    "mobilenet_v3_large.IMAGENET1K_V2", "mobilenet_v3_large-5c1a4163.pth", 21.107, 232, 75.274, true),
            new PublishedWeights(
                    "mobilenet_v3_small.IMAGENET1K_V1", "mobilenet_v3_small-047dcff4.pth", 9.829, 256, 67.668, true));

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
