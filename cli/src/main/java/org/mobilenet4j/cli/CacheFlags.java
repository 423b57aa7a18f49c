package org.mobilenet4j.cli;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.data.ImageCache;
import org.mobilenet4j.data.ImageStore;
import org.mobilenet4j.io.CacheDirectory;
import org.mobilenet4j.io.InvalidInputException;
import picocli.CommandLine.Option;

/** Where decoded images are kept from run to run. */
final class CacheFlags {
    private static final double GIGABYTE = 1e9;

    @Option(
            names = "--cache",
            paramLabel = "DIR",
            description = "Folder to keep decoded and shrunk images in, so that the next run does not decode them. By"
                    + " default in the folder of fetched weights.")
    private @Nullable Path folder;

    @Option(
            names = "--cache-size",
            paramLabel = "GB",
            defaultValue = "10",
            description = "The most that it may hold; 0 for none, images are then kept in memory (default:"
                    + " ${DEFAULT-VALUE}).")
    private double gigabytes;

    void refuseForDense() {
        PlanFlags.refuseForDense("--cache", folder);
    }

    /**
     * What was asked for.
     *
     * @throws InvalidInputException if the size is none
     */
    ImageStore store(Map<String, String> environment) {
        if (!(gigabytes >= 0 && gigabytes <= 1e6)) {
            throw new InvalidInputException("--cache-size is " + gigabytes + ", expected 0 to 1000000 gigabytes");
        }
        if (gigabytes == 0) {
            return ImageStore.MEMORY;
        }
        Path chosen = folder == null ? CacheDirectory.of(environment).resolve("images") : folder;
        return new ImageCache(chosen, (long) (gigabytes * GIGABYTE));
    }
}
