package org.mobilenet4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.Model;
import org.mobilenet4j.Models;
import org.mobilenet4j.NoSuchModelException;
import org.mobilenet4j.OpenOptions;
import org.mobilenet4j.architecture.Shapes;
import org.mobilenet4j.cli.console.Console;
import org.mobilenet4j.io.CacheDirectory;
import org.mobilenet4j.io.InvalidInputException;

/** A model as a user names it in an option, by way of {@link Models}. */
public final class StartingModel {
    private StartingModel() {}

    /**
     * Loads it.
     *
     * @param option the option that named it, for messages
     * @param options what a bare file of weights cannot say of itself
     * @param resolution both sides of the network's input, or null for what it was published with
     * @throws InvalidInputException if there is no such model
     */
    public static Model load(
            String option, String named, OpenOptions options, @Nullable Integer resolution, Console console)
            throws IOException {
        try {
            Model model = Models.open(named, CacheDirectory.of(console.environment()), options);
            return resolution == null ? model : sized(model, resolution);
        } catch (NoSuchModelException e) {
            throw new InvalidInputException(option + ": " + e.getMessage(), e);
        }
    }

    private static Model sized(Model model, int resolution) {
        try {
            Shapes.of(model.network(), resolution, resolution);
            return model.withResolution(resolution);
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException("--resolution: " + e.getMessage(), e);
        }
    }

    /** What a user would call the model in a sentence: the last part of its path. */
    static String shortName(String named) {
        Path name = Path.of(named).getFileName();
        return name == null ? named : name.toString();
    }
}
