package org.mobilenet4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.IncludedModel;
import org.mobilenet4j.MobileNet;
import org.mobilenet4j.Model;
import org.mobilenet4j.Models;
import org.mobilenet4j.PublishedWeights;
import org.mobilenet4j.cli.console.Console;
import org.mobilenet4j.io.CacheDirectory;
import org.mobilenet4j.io.InvalidInputException;

/**
 * A model as a user names it: a path, the name of a model that comes with the library, or that of published weights that
 * were fetched before. Weights of torchvision get the preprocessing that torchvision evaluates them with, which their
 * content does not tell.
 */
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
     * @param variant the network that a file's weights are of, or null for the file to tell
     * @param resolution both sides of the network's input, or null for what it was published with
     * @throws InvalidInputException if there is no such model
     */
    static Model load(
            String option, String named, @Nullable MobileNet variant, @Nullable Integer resolution, Console console)
            throws IOException {
        Path path = Path.of(named);
        Optional<IncludedModel> included = IncludedModel.named(named);
        if (!Files.exists(path) && included.isPresent()) {
            if (variant != null) {
                throw saysItself("the model " + named);
            }
            return sized(included.get().load(), resolution);
        }
        Optional<PublishedWeights> published = PublishedWeights.named(named);
        if (!Files.exists(path) && published.isPresent()) {
            path = CacheDirectory.of(console.environment())
                    .resolve(published.get().file());
            if (!Files.exists(path)) {
                throw new InvalidInputException(option + ": the weights " + named + " are not on this machine; run"
                        + " './mobilenet weights fetch " + named + "' first");
            }
        }
        if (!Files.exists(path)) {
            throw new InvalidInputException(option + ": there is no file or folder " + named
                    + "; give a model's folder, a file of weights, " + IncludedModel.CIFAR10
                    + ", or a name that './mobilenet weights list' shows");
        }
        if (variant != null && Files.isDirectory(path)) {
            throw saysItself("the model's folder " + named);
        }
        Model model = variant == null ? Models.open(path) : Models.openWeights(path, variant);
        String file = String.valueOf(path.getFileName());
        Model known = PublishedWeights.ALL.stream()
                .filter(weights -> weights.file().equals(file))
                .findFirst()
                .map(weights -> model.withPreprocessing(model.preprocessing().withResizeShortSide(weights.resize())))
                .orElse(model);
        return sized(known, resolution);
    }

    private static InvalidInputException saysItself(String model) {
        return new InvalidInputException(
                "--arch is for bare files of weights; " + model + " says itself which network it is. Leave --arch out");
    }

    private static Model sized(Model model, @Nullable Integer resolution) {
        try {
            return resolution == null ? model : model.withResolution(resolution);
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException("--" + e.getMessage(), e);
        }
    }

    /** What a user would call the model in a sentence: the last part of its path. */
    static String shortName(String named) {
        Path name = Path.of(named).getFileName();
        return name == null ? named : name.toString();
    }
}
