package org.mobilenet4j.cli;

import org.jspecify.annotations.Nullable;
import org.mobilenet4j.data.ImageReader;
import org.mobilenet4j.io.InvalidInputException;
import picocli.CommandLine.Option;

/** How many images are in hand at once. */
final class ThreadsFlag {
    @Option(names = "--threads", paramLabel = "N", description = "Images in hand at once. By default, one a processor.")
    private @Nullable Integer threads;

    /** @throws InvalidInputException if there cannot be so many threads */
    int threads() {
        if (threads == null) {
            return Runtime.getRuntime().availableProcessors();
        }
        if (threads < 1 || threads > 1024) {
            throw new InvalidInputException("--threads is " + threads + ", expected 1 to 1024");
        }
        return threads;
    }

    /** A reader that leaves out what cannot be read. */
    ImageReader reader() {
        return new ImageReader(threads());
    }
}
