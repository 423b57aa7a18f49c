package org.mobilenet4j;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.mobilenet4j.architecture.Location;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.architecture.Options;
import org.mobilenet4j.architecture.ParameterId;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.naming.LoadReport;
import org.mobilenet4j.naming.LoadedParameters;
import org.mobilenet4j.naming.NameLayout;
import org.mobilenet4j.tensor.Tensor;
import org.mobilenet4j.weights.StateDict;

/**
 * Tells from names and shapes alone which network a file of weights was saved from. What these do not show is taken as the
 * first variant of {@link MobileNet} has it: TensorFlow's ports look like timm's own weights, and must be named to get
 * their padding and eps.
 */
final class Recognition {
    private static final List<Double> OTHER_WIDTHS = List.of(0.1, 0.25, 0.35, 0.5, 0.6, 0.75, 1.0, 1.25, 1.3, 1.4);

    private Recognition() {}

    /**
     * Recognises a network.
     *
     * @param source what to call the file in messages
     * @throws InvalidInputException if no variant of the family at any usual width has these names and shapes
     */
    static Variant of(StateDict weights, String source) {
        NameLayout layout = NameLayout.recognise(weights.names())
                .orElseThrow(() -> new InvalidInputException(source + ": its tensors are named "
                        + weights.names().stream().limit(3).toList()
                        + ", expected the names of a MobileNet of torchvision (features.0.0.weight) or timm"
                        + " (conv_stem.weight)"));
        return byPublishedWidth(weights, layout)
                .or(() -> byOtherWidth(weights, layout))
                .orElseThrow(() -> new InvalidInputException(source + ": has " + weights.size()
                        + " tensors in the layout of " + layout.name().toLowerCase(Locale.ROOT)
                        + ", which fit no MobileNet V1, V2 or V3 at a usual width; name the network and its width"));
    }

    private static Optional<Variant> byPublishedWidth(StateDict weights, NameLayout layout) {
        return Arrays.stream(MobileNet.values())
                .map(Variant::of)
                .flatMap(variant -> fitting(variant, weights, layout).stream())
                .findFirst();
    }

    private static Optional<Variant> byOtherWidth(StateDict weights, NameLayout layout) {
        return Arrays.stream(MobileNet.values())
                .flatMap(base ->
                        OTHER_WIDTHS.stream().map(width -> Variant.of(base).with(options -> options.withWidth(width))))
                .flatMap(variant -> fitting(variant, weights, layout).stream())
                .findFirst();
    }

    private static Optional<Variant> fitting(Variant variant, StateDict weights, NameLayout layout) {
        if (variant.base().layout() != layout) {
            return Optional.empty();
        }
        Variant sized = sized(variant, weights, layout);
        LoadReport report = LoadReport.compare(LoadedParameters.shapesByKey(layout, sized.network()), weights);
        return report.isClean() ? Optional.of(sized) : Optional.empty();
    }

    /** A variant with the classes and input channels of a file, as far as the file shows them. */
    static Variant sized(MobileNet base, StateDict weights) {
        NameLayout layout = NameLayout.recognise(weights.names()).orElse(base.layout());
        Variant variant = Variant.of(base);
        return layout.names(variant.network()) ? sized(variant, weights, layout) : variant;
    }

    private static Variant sized(Variant variant, StateDict weights, NameLayout layout) {
        Network usual = variant.network();
        Tensor classifier = weights.get(key(layout, usual, Location.CLASSIFIER));
        Tensor stem = weights.get(key(layout, usual, Location.STEM));
        if (classifier == null
                || classifier.shape().rank() != 2
                || stem == null
                || stem.shape().rank() != 4
                || !Options.areValid(classifier.shape().extent(0), stem.shape().extent(1))) {
            return variant;
        }
        return variant.with(options -> options.withClasses(classifier.shape().extent(0))
                .withInputChannels(stem.shape().extent(1)));
    }

    private static String key(NameLayout layout, Network network, Location location) {
        return Objects.requireNonNull(layout.keys(network).get(new ParameterId(location, ParameterId.Kind.WEIGHT)));
    }
}
