package org.mobilenet4j.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.DenseMobileNet;
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
            description = "Both sides of the input, or its height and width, such as 225x353 (default: 224; 320 for"
                    + " detectors and 520 for segmentation, as torchvision's weights have it).")
    private @Nullable String resolution;

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
                .orElseThrow(() -> new InvalidInputException(argument + " is '" + name
                        + "', expected the name of a classifier that './mobilenet models' lists"));
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
     * The detector or segmentation network of a name with these options, of which it takes some.
     *
     * @param argument the option or parameter that gave the name, for messages
     */
    public Network build(String argument, DenseMobileNet named) {
        refuse(argument + " is " + named, "--channels", channels);
        refuse(argument + " is " + named, "--padding", padding);
        refuse(argument + " is " + named, "--width-rule", widthRule);
        refuse(argument + " is " + named, "--skip-halvings", skippedHalvings);
        try {
            return named.network(classes == null ? named.publishedLabels().size() : classes, width == null ? 1 : width);
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException(argument + " is " + named + ": " + e.getMessage(), e);
        }
    }

    /** Says that options change a network that is what it is. */
    void refuseFor(String what) {
        refuse(what, "--width", width);
        refuse(what, "--classes", classes);
        refuse(what, "--channels", channels);
        refuse(what, "--padding", padding);
        refuse(what, "--width-rule", widthRule);
        refuse(what, "--skip-halvings", skippedHalvings);
    }

    private static void refuse(String what, String option, @Nullable Object value) {
        if (value != null) {
            throw new InvalidInputException(what + ", which " + option + " does not change; leave " + option + " out");
        }
    }

    /**
     * The shape of the inputs, which are the network's to take.
     *
     * @throws InvalidInputException if the network does not take such inputs
     */
    public MapShape input(Network network) {
        return input(network, new MapShape(MobileNet.RESOLUTION, MobileNet.RESOLUTION, network.inputChannels()));
    }

    /**
     * The same of a network whose inputs are of another size, where none is asked for.
     *
     * @throws InvalidInputException if the network does not take such inputs
     */
    public MapShape input(Network network, MapShape usual) {
        if (resolution == null) {
            return shape(network, usual.height(), usual.width());
        }
        Matcher sides = SIDES.matcher(resolution);
        if (!sides.matches()) {
            throw new InvalidInputException("--resolution is '" + resolution
                    + "', expected a number of pixels such as 224," + " or height and width such as 225x353");
        }
        int height = Integer.parseInt(sides.group(1));
        int width = sides.group(2) == null ? height : Integer.parseInt(sides.group(2));
        return shape(network, height, width);
    }

    private static MapShape shape(Network network, int height, int width) {
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
