package org.mobilenet4j.cli;

import org.jspecify.annotations.Nullable;
import org.mobilenet4j.Model;
import org.mobilenet4j.cli.console.Report;
import org.mobilenet4j.data.ImageReader;
import org.mobilenet4j.image.DecodeLimits;
import org.mobilenet4j.image.ImageDecoder;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.parallel.Workers;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How images are read: options that several verbs share. */
@SuppressWarnings("NullAway.Init")
final class ImageFlags {
    @Option(
            names = "--exif-orientation",
            negatable = true,
            description =
                    "Turn images as their EXIF tag says, or leave them as they are stored. By default as the model"
                            + " learned them; published weights learned them as stored.")
    private @Nullable Boolean isUpright;

    @Option(names = "--strict", description = "Fail on an image that cannot be read, rather than leave it out.")
    private boolean isStrict;

    @Option(
            names = "--max-pixels",
            paramLabel = "N",
            description = "Leave out images of more pixels (default: 178956970, as Pillow does).")
    private @Nullable Long maxPixels;

    @Mixin
    private ThreadsFlag threads;

    /** A reader; what becomes of EXIF orientation is the model's to say. */
    ImageReader reader() {
        return new ImageReader(new ImageDecoder(limits()), new Workers(threads.threads()), isStrict);
    }

    private DecodeLimits limits() {
        DecodeLimits usual = DecodeLimits.DEFAULT;
        if (maxPixels == null) {
            return usual;
        }
        try {
            return new DecodeLimits(maxPixels, usual.maxFileBytes());
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException("--max-pixels: " + e.getMessage(), e);
        }
    }

    /** The model to train, reading images as is asked for. */
    Model oriented(Model model) {
        return isUpright == null
                ? model
                : model.withPreprocessing(model.preprocessing().withUpright(isUpright));
    }

    /** A trained model, reading images as is asked for; that it learned them otherwise is said. */
    Model oriented(Model model, Report report) {
        if (isUpright != null && isUpright != model.preprocessing().isUpright()) {
            report.warning("the model learned images "
                    + (isUpright
                            ? "as they are stored, and --exif-orientation turns them"
                            : "turned as their EXIF tag says,"
                                    + " and --no-exif-orientation leaves them as they are stored")
                    + ": its answers may be worse");
        }
        return oriented(model);
    }
}
