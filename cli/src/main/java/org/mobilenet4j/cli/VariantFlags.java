package org.mobilenet4j.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.MobileNet;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.architecture.Options;
import org.mobilenet4j.architecture.PaddingMode;
import org.mobilenet4j.architecture.WidthRule;
import org.mobilenet4j.io.InvalidInputException;
import picocli.CommandLine.Option;

/** What a known network can be changed in, for the verbs that look at one without its weights. */
public final class VariantFlags {
    @Option(names = "--width", paramLabel = "FACTOR", description = "Width multiplier.")
    private @Nullable Double width;

    @Option(names = "--resolution", paramLabel = "PIXELS", description = "Both sides of the input, 32 or more.")
    private @Nullable Integer resolution;

    @Option(names = "--classes", paramLabel = "N", description = "Outputs of the classifier.")
    private @Nullable Integer classes;

    @Option(names = "--channels", paramLabel = "N", description = "Input channels: 3 for colour, 1 for grey.")
    private @Nullable Integer channels;

    @Option(names = "--padding", paramLabel = "MODE", description = "torch or same (TensorFlow's).")
    private @Nullable String padding;

    @Option(
            names = "--width-rule",
            paramLabel = "RULE",
            description = "torchvision or tensorflow: how V3 follows the width.")
    private @Nullable String widthRule;

    @Option(
            names = "--skip-halvings",
            paramLabel = "N[,N...]",
            split = ",",
            description = "Which of the five strides of 2 become 1, counted from the stem's; 1,2 or 1,4 suit 32-pixel"
                    + " inputs.")
    private @Nullable List<Integer> skippedHalvings;

    /**
     * The network of a name with these options.
     *
     * @param argument the option or parameter that gave the name, for messages
     */
    public Network build(String argument, String name) {
        MobileNet variant = MobileNet.named(name)
                .orElseThrow(() -> new InvalidInputException(
                        argument + " is '" + name + "', expected a name that './mobilenet models' lists"));
        Options options = variant.options();
        options = with(options, "--width", width, Options::withWidth);
        options = with(options, "--resolution", resolution, Options::withResolution);
        options = with(options, "--classes", classes, Options::withClasses);
        options = with(options, "--channels", channels, Options::withInputChannels);
        options = with(options, "--skip-halvings", skippedHalvings, Options::withSkippedHalvings);
        if (padding != null) {
            options = options.withPadding(oneOf("--padding", PaddingMode.values(), padding));
        }
        if (widthRule != null) {
            options = options.withWidthRule(oneOf("--width-rule", WidthRule.values(), widthRule));
        }
        return variant.family().build(options);
    }

    private static <V> Options with(
            Options options, String option, @Nullable V value, BiFunction<Options, V, Options> change) {
        try {
            return value == null ? options : change.apply(options, value);
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException(option + ": " + e.getMessage(), e);
        }
    }

    static <E extends Enum<E>> E oneOf(String option, E[] known, String text) {
        for (E value : known) {
            if (value.name().equalsIgnoreCase(text)) {
                return value;
            }
        }
        throw new InvalidInputException(option + " is '" + text + "', expected one of "
                + Arrays.toString(known).toLowerCase(Locale.ROOT));
    }
}
