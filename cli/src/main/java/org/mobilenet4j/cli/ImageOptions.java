package org.mobilenet4j.cli;

import org.jspecify.annotations.Nullable;
import org.mobilenet4j.image.ImageDecoder;
import org.mobilenet4j.io.InvalidInputException;
import picocli.CommandLine.Option;

/** How images are read: options that several verbs share. */
final class ImageOptions {
    @Option(
            names = "--exif-orientation",
            description = "Turn images as their EXIF tag says. Off by default, as in Pillow and torchvision.")
    private boolean isOriented;

    @Option(names = "--strict", description = "Fail on an image that cannot be read, rather than leave it out.")
    private boolean isStrict;

    @Option(names = "--threads", paramLabel = "N", description = "Images in hand at once. By default, one a processor.")
    private @Nullable Integer threads;

    ImageDecoder decoder() {
        return decoder(isOriented);
    }

    static ImageDecoder decoder(boolean isOriented) {
        ImageDecoder decoder = new ImageDecoder();
        return isOriented ? decoder.withOrientationApplied() : decoder;
    }

    boolean isStrict() {
        return isStrict;
    }

    int threads() {
        if (threads == null) {
            return Runtime.getRuntime().availableProcessors();
        }
        if (threads < 1 || threads > 1024) {
            throw new InvalidInputException("--threads is " + threads + ", expected 1 to 1024");
        }
        return threads;
    }
}
