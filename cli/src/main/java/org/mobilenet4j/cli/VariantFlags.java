package org.mobilenet4j.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.MobileNet;
import org.mobilenet4j.Variant;
import org.mobilenet4j.architecture.MapShape;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.architecture.Options;
import org.mobilenet4j.architecture.PaddingMode;
import org.mobilenet4j.architecture.Shapes;
import org.mobilenet4j.architecture.WidthRule;
import org.mobilenet4j.io.InvalidInputException;
import picocli.CommandLine.Option;

/** What a known network can be changed in, for the verbs that look at one without its weights. */
public final class VariantFlags {
    private static final Pattern SIDES = Pattern.compile("(\\d{1,6})(?:x(\\d{1,6}))?");

    @Option(names = "--width", paramLabel = "FACTOR", description = "Width multiplier.")
    private @Nullable Double width;

    @Option(
            names = "--resolution",
            paramLabel = "PIXELS|HxW",
            defaultValue = "224",
            description = "Both sides of the input, or its height and width, such as 225x353 (default: 224).")
    private String resolution = "224";

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

    /** The width multiplier, or null where none was given. */
    public @Nullable Double width() {
        return width;
    }

    /**
     * The network of a name with these options.
     *
     * @param argument the option or parameter that gave the name, for messages
     */
    public Variant build(String argument, String name) {
        MobileNet base = MobileNet.named(name)
                .orElseThrow(() -> new InvalidInputException(
                        argument + " is '" + name + "', expected a name that './mobilenet models' lists"));
        Options options = base.options();
        options = with(options, "--width", width, Options::withWidth);
        options = with(options, "--classes", classes, Options::withClasses);
        options = with(options, "--channels", channels, Options::withInputChannels);
        options = with(options, "--skip-halvings", skippedHalvings, Options::withSkippedHalvings);
        if (padding != null) {
            options = options.withPadding(oneOf("--padding", PaddingMode.values(), padding));
        }
        if (widthRule != null) {
            options = options.withWidthRule(oneOf("--width-rule", WidthRule.values(), widthRule));
        }
        return new Variant(base, options);
    }

    /**
     * The shape of the inputs, which are the network's to take.
     *
     * @throws InvalidInputException if the network does not take such inputs
     */
    public MapShape input(Network network) {
        Matcher sides = SIDES.matcher(resolution);
        if (!sides.matches()) {
            throw new InvalidInputException("--resolution is '" + resolution
                    + "', expected a number of pixels such as 224," + " or height and width such as 225x353");
        }
        int height = Integer.parseInt(sides.group(1));
        int width = sides.group(2) == null ? height : Integer.parseInt(sides.group(2));
        try {
            return Shapes.of(network, height, width).input();
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException("--resolution: " + e.getMessage(), e);
        }
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
