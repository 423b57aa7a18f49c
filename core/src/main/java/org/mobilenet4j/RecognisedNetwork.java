package org.mobilenet4j;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.mobilenet4j.architecture.Architecture;
import org.mobilenet4j.architecture.Location;
import org.mobilenet4j.architecture.Options;
import org.mobilenet4j.architecture.ParameterId;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.tensor.Tensor;
import org.mobilenet4j.weights.LoadReport;
import org.mobilenet4j.weights.LoadedParameters;
import org.mobilenet4j.weights.NameLayout;
import org.mobilenet4j.weights.StateDict;

/**
 * The network that a file of weights was saved from, told by its names and shapes alone. What these do not show is
 * taken as the first variant of {@link MobileNet} has it: TensorFlow's ports look like timm's own weights, and must be
 * named to get their padding and eps.
 *
 * @param architecture the variant with the file's width, classes and input channels
 */
public record RecognisedNetwork(MobileNet variant, Architecture architecture) {
    private static final List<Double> OTHER_WIDTHS = List.of(0.1, 0.25, 0.35, 0.5, 0.6, 0.75, 1.0, 1.25, 1.3, 1.4);

    /**
     * Recognises a network.
     *
     * @param source what to call the file in messages
     * @throws InvalidInputException if no variant of the family at any usual width has these names and shapes
     */
    public static RecognisedNetwork of(StateDict weights, String source) {
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

    private static Optional<RecognisedNetwork> byPublishedWidth(StateDict weights, NameLayout layout) {
        for (MobileNet variant : MobileNet.values()) {
            Optional<RecognisedNetwork> fitting = fitting(variant, variant.options(), weights, layout);
            if (fitting.isPresent()) {
                return fitting;
            }
        }
        return Optional.empty();
    }

    private static Optional<RecognisedNetwork> byOtherWidth(StateDict weights, NameLayout layout) {
        for (MobileNet variant : MobileNet.values()) {
            for (double width : OTHER_WIDTHS) {
                Optional<RecognisedNetwork> fitting =
                        fitting(variant, variant.options().withWidth(width), weights, layout);
                if (fitting.isPresent()) {
                    return fitting;
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<RecognisedNetwork> fitting(
            MobileNet variant, Options options, StateDict weights, NameLayout layout) {
        if (variant.layout() != layout) {
            return Optional.empty();
        }
        Architecture architecture = sized(variant, options, weights, layout);
        LoadReport report = LoadReport.compare(LoadedParameters.shapesByKey(layout, architecture), weights);
        return report.isClean() ? Optional.of(new RecognisedNetwork(variant, architecture)) : Optional.empty();
    }

    /** A variant with the classes and input channels of a file, as far as the file shows them. */
    static Architecture sized(MobileNet variant, StateDict weights) {
        NameLayout layout = NameLayout.recognise(weights.names()).orElse(variant.layout());
        return layout.names(variant.family()) ? sized(variant, variant.options(), weights, layout) : variant.build();
    }

    private static Architecture sized(MobileNet variant, Options options, StateDict weights, NameLayout layout) {
        Architecture usual = variant.family().build(options);
        Tensor classifier = weights.get(key(layout, usual, Location.CLASSIFIER));
        Tensor stem = weights.get(key(layout, usual, Location.STEM));
        if (classifier == null
                || classifier.shape().rank() != 2
                || stem == null
                || stem.shape().rank() != 4
                || !Options.areValid(classifier.shape().extent(0), stem.shape().extent(1))) {
            return usual;
        }
        return variant.family()
                .build(options.withClasses(classifier.shape().extent(0))
                        .withInputChannels(stem.shape().extent(1)));
    }

    private static String key(NameLayout layout, Architecture architecture, Location location) {
        return Objects.requireNonNull(
                layout.keys(architecture).get(new ParameterId(location, ParameterId.Kind.WEIGHT)));
    }
}
