package org.mobilenet4j.cli;

import org.mobilenet4j.data.ImageReader;
import org.mobilenet4j.image.ImageDecoder;
import org.mobilenet4j.parallel.Workers;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How images are read: options that several verbs share. */
@SuppressWarnings("NullAway.Init")
final class ImageFlags {
    @Option(
            names = "--exif-orientation",
            description = "Turn images as their EXIF tag says. Off by default, as in Pillow and torchvision.")
    private boolean isOriented;

    @Option(names = "--strict", description = "Fail on an image that cannot be read, rather than leave it out.")
    private boolean isStrict;

    @Mixin
    private ThreadsFlag threads;

    ImageReader reader() {
        ImageDecoder decoder = new ImageDecoder();
        return new ImageReader(
                isOriented ? decoder.withOrientationApplied() : decoder, new Workers(threads.threads()), isStrict);
    }
}
