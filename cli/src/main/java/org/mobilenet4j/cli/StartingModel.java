package org.mobilenet4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.IncludedModel;
import org.mobilenet4j.MobileNet;
import org.mobilenet4j.Model;
import org.mobilenet4j.Models;
import org.mobilenet4j.NoSuchModelException;
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
     * @throws InvalidInputException if there is no such model
     */
    public static Model load(String option, String named, Console console) throws IOException {
        return load(option, named, null, null, console);
    }

    /**
     * Loads it.
     *
     * @param option the option that named it, for messages
     * @param base the network that a file's weights are of, or null for the file to tell
     * @param resolution both sides of the network's input, or null for what it was published with
     * @throws InvalidInputException if there is no such model
     */
    static Model load(
            String option, String named, @Nullable MobileNet base, @Nullable Integer resolution, Console console)
            throws IOException {
        Path fetched = CacheDirectory.of(console.environment());
        try {
            Model model = base == null ? Models.open(named, fetched) : openWeights(named, fetched, base);
            return resolution == null ? model : sized(model, resolution);
        } catch (NoSuchModelException e) {
            throw new InvalidInputException(option + ": " + e.getMessage(), e);
        }
    }

    private static Model openWeights(String named, Path fetched, MobileNet base) throws IOException {
        Path path = Path.of(named);
        if (Files.isDirectory(path)) {
            throw saysItself("the model's folder " + named);
        }
        if (!Files.exists(path) && IncludedModel.named(named).isPresent()) {
            throw saysItself("the model " + named);
        }
        return Models.openWeights(Files.exists(path) ? path : Models.located(named, fetched), base);
    }

    private static InvalidInputException saysItself(String model) {
        return new InvalidInputException(
                "--arch is for bare files of weights; " + model + " says itself which network it is. Leave --arch out");
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
