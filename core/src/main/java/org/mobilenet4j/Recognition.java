package org.mobilenet4j;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.architecture.Location;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.architecture.Options;
import org.mobilenet4j.architecture.ParameterId;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.io.Quoted;
import org.mobilenet4j.naming.LoadPolicy;
import org.mobilenet4j.naming.LoadedParameters;
import org.mobilenet4j.naming.NameLayout;
import org.mobilenet4j.parameters.Initialization;
import org.mobilenet4j.parameters.Parameters;
import org.mobilenet4j.tensor.Shape;
import org.mobilenet4j.tensor.Tensor;
import org.mobilenet4j.weights.StateDict;

/**
 * Tells from names and shapes which network a file of weights was saved from, and loads it. What these do not show is taken
 * as the first variant of {@link MobileNet} has it: TensorFlow's ports look like timm's own weights, and must be named to
 * get their padding and eps.
 *
 * @param variant the network of the tables whose trunk the file has, with the file's classes
 * @param parameters of that network, or of one that differs from it in the head
 */
record Recognition(Variant variant, NameLayout layout, Parameters parameters) {
    private static final List<Double> OTHER_WIDTHS = List.of(0.1, 0.25, 0.35, 0.5, 0.6, 0.75, 1.0, 1.25, 1.3, 1.4);

    private static final Set<ParameterId.Kind> STATISTICS =
            Set.of(ParameterId.Kind.NORM_MEAN, ParameterId.Kind.NORM_VARIANCE);

    private static final int MOST_NAMES_SHOWN = 4;

    /** Whether the network is the one that its variant builds, with no other head. */
    boolean isOfTheTables() {
        return parameters.network().equals(variant.network());
    }

    /**
     * Recognises a network, and loads it.
     *
     * @param source what to call the file in messages
     * @throws InvalidInputException if no variant of the family at any usual width has these names and shapes
     */
    static Recognition of(StateDict weights, String source, OpenOptions options) {
        NameLayout layout = NameLayout.recognise(weights.names())
                .orElseThrow(() -> new InvalidInputException(source + ": its tensors are named "
                        + shown(List.copyOf(weights.names()))
                        + ", expected the names of a MobileNet of torchvision (features.0.0.weight), timm"
                        + " (conv_stem.weight) or transformers (mobilenet_v2.conv_stem...)"));
        Trunk trunk = candidates(options, layout)
                .flatMap(variant -> Trunk.in(weights, variant, layout).stream())
                .findFirst()
                .orElseThrow(() -> unfit(weights, source, layout, options));
        return new Loading(weights, source, options).load(trunk);
    }

    private static Stream<Variant> candidates(OpenOptions options, NameLayout layout) {
        MobileNet base = options.base();
        Double width = options.width();
        List<MobileNet> bases = base != null
                ? List.of(base)
                : Arrays.stream(MobileNet.values())
                        .filter(known -> known.layout() == layout)
                        .toList();
        if (width != null) {
            return bases.stream().map(known -> Variant.of(known).with(changed -> changed.withWidth(width)));
        }
        return Stream.concat(
                bases.stream().map(Variant::of),
                bases.stream()
                        .flatMap(known -> OTHER_WIDTHS.stream()
                                .map(other -> Variant.of(known).with(changed -> changed.withWidth(other)))));
    }

    private static InvalidInputException unfit(
            StateDict weights, String source, NameLayout layout, OpenOptions options) {
        MobileNet base = options.base();
        if (base != null) {
            try {
                LoadedParameters.from(
                        weights, source, sized(base, weights, options).network(), LoadPolicy.STRICT, 0);
            } catch (InvalidInputException e) {
                return e;
            }
        }
        String name = layout.name().toLowerCase(Locale.ROOT);
        Double width = options.width();
        return new InvalidInputException(source + ": has " + weights.size() + " tensors in the layout of " + name
                + (width == null
                        ? ", which fit no MobileNet V1, V2 or V3 at a usual width; give its width: --width 0.9"
                        : ", which fit no MobileNet V1, V2 or V3 at width " + width
                                + "; give the width that it was trained at"));
    }

    private static Variant sized(MobileNet base, StateDict weights, OpenOptions options) {
        Double width = options.width();
        Variant variant = Variant.of(base).with(known -> width == null ? known : known.withWidth(width));
        NameLayout layout = NameLayout.recognise(weights.names()).orElse(base.layout());
        Tensor classifier = layout.names(variant.network())
                ? weights.get(key(layout, variant.network(), Location.CLASSIFIER))
                : null;
        if (classifier == null || classifier.shape().rank() != 2) {
            return variant;
        }
        int classes = classifier.shape().extent(0);
        return Options.areValid(classes, 1) ? variant.with(known -> known.withClasses(classes)) : variant;
    }

    private static String key(NameLayout layout, Network network, Location location) {
        return Objects.requireNonNull(layout.keys(network).get(new ParameterId(location, ParameterId.Kind.WEIGHT)));
    }

    static String shown(List<String> names) {
        String first = names.stream().limit(MOST_NAMES_SHOWN).map(Quoted::of).collect(Collectors.joining(", "));
        return names.size() > MOST_NAMES_SHOWN ? first + " and " + (names.size() - MOST_NAMES_SHOWN) + " more" : first;
    }

    /**
     * A variant whose trunk the file has.
     *
     * @param shapes the names and shapes of all that the variant needs
     * @param hasHidden whether the file has V3's layer before the classifier as the table has it
     * @param hasStatistics whether the file has the running statistics of batch norm
     * @param left the file's tensors that are no part of the trunk
     */
    private record Trunk(
            Variant variant,
            NameLayout layout,
            Map<String, Shape> shapes,
            boolean hasHidden,
            boolean hasStatistics,
            SequencedMap<String, Tensor> left) {
        static Optional<Trunk> in(StateDict weights, Variant usual, NameLayout layout) {
            Network network = usual.network();
            if (!layout.names(network)) {
                return Optional.empty();
            }
            Tensor stem = weights.get(key(layout, network, Location.STEM));
            if (stem == null
                    || stem.shape().rank() != 4
                    || !Options.areValid(1, stem.shape().extent(1))) {
                return Optional.empty();
            }
            Variant variant =
                    usual.with(options -> options.withInputChannels(stem.shape().extent(1)));
            Map<ParameterId, String> keys = layout.keys(variant.network());
            Map<String, Shape> shapes = LoadedParameters.shapesByKey(layout, variant.network());
            boolean hasStatistics = keys.entrySet().stream()
                    .anyMatch(entry ->
                            STATISTICS.contains(entry.getKey().kind()) && weights.get(entry.getValue()) != null);
            SequencedMap<String, Tensor> left = new LinkedHashMap<>(weights.asMap());
            boolean hasHidden = true;
            for (Map.Entry<ParameterId, String> entry : keys.entrySet()) {
                Location at = entry.getKey().location();
                ParameterId.Kind kind = entry.getKey().kind();
                String key = entry.getValue();
                Tensor found = weights.get(key);
                if (found != null && found.shape().equals(Objects.requireNonNull(shapes.get(key)))) {
                    if (!at.equals(Location.CLASSIFIER)) {
                        left.remove(key);
                    }
                    continue;
                }
                boolean mayBeMissing = found == null
                        && (kind == ParameterId.Kind.NORM_BATCHES || (STATISTICS.contains(kind) && !hasStatistics));
                if (at.equals(Location.HIDDEN)) {
                    hasHidden = false;
                } else if (!mayBeMissing && !at.equals(Location.CLASSIFIER)) {
                    return Optional.empty();
                }
            }
            // What a trunk has beyond the table's is computed as well: it is another network.
            return left.keySet().stream().anyMatch(NameLayout::isOfATrunk)
                    ? Optional.empty()
                    : Optional.of(new Trunk(variant, layout, shapes, hasHidden, hasStatistics, left));
        }

        String classifierKey() {
            return key(layout, variant.network(), Location.CLASSIFIER);
        }

        int features() {
            Network network = variant.network();
            boolean skipsHidden = network.has(Location.HIDDEN) && !hasHidden;
            return network.channels(skipsHidden ? Location.POOL : Location.DROPOUT);
        }
    }

    /** One file on its way to a model. */
    private record Loading(StateDict weights, String source, OpenOptions options) {
        Recognition load(Trunk trunk) {
            if (!trunk.hasStatistics) {
                options.notes()
                        .accept(source + ": lacks the running statistics of batch norm; means of 0 and variances of 1"
                                + " are assumed, so that its answers are not those of the network that was trained: save"
                                + " model.state_dict() rather than its parameters");
            }
            CheckpointHead head = CheckpointHead.of(trunk.left, trunk.features(), trunk.classifierKey());
            boolean hasPlainHead = head.layers().size() == 1 && trunk.hasHidden;
            boolean isReadable =
                    !head.layers().isEmpty() && (hasPlainHead || !options.isForTransfer()) && !head.hasForeignParts();
            if (isReadable) {
                tellOthers(head, trunk);
                return hasPlainHead ? plain(trunk, head.layers().getFirst()) : deeper(trunk, head);
            }
            if (!options.isForTransfer()) {
                throw headless(trunk, head);
            }
            if (!trunk.left.isEmpty()) {
                options.notes()
                        .accept(source + ": its head is left out, for a new classifier: "
                                + shown(List.copyOf(trunk.left.keySet())));
            }
            if (!trunk.hasHidden) {
                options.notes()
                        .accept(source + ": the layer before the classifier of " + trunk.variant
                                + " is not in it and initialised anew");
            }
            return fresh(trunk);
        }

        private void tellOthers(CheckpointHead head, Trunk trunk) {
            if (!head.others().isEmpty()) {
                options.notes()
                        .accept(source + ": leaves out what is no part of " + trunk.variant + ": "
                                + shown(head.others()));
            }
        }

        private InvalidInputException headless(Trunk trunk, CheckpointHead head) {
            return new InvalidInputException(source + ": has the trunk of " + trunk.variant
                    + (trunk.left.isEmpty()
                            ? " and no classifier"
                            : " and a head that is more than linear layers in a row: "
                                    + shown(head.others().isEmpty() ? List.copyOf(trunk.left.keySet()) : head.others()))
                    + "; train a classifier on it: mobilenet train --weights " + source
                    + " --data FOLDER --out MODEL");
        }

        private Recognition plain(Trunk trunk, CheckpointHead.LinearLayer classifier) {
            Variant variant = trunk.variant.with(known -> known.withClasses(classes(classifier.outFeatures())));
            SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
            tensors.put(trunk.classifierKey(), classifier.weight());
            tensors.put(biasKey(trunk), classifier.bias());
            return new Recognition(variant, trunk.layout, parameters(trunk, variant, tensors));
        }

        /** The layers that the tables do not have, behind their trunk. */
        private Recognition deeper(Trunk trunk, CheckpointHead head) {
            classes(head.layers().getLast().outFeatures());
            if (head.layers().size() > 1) {
                options.notes()
                        .accept(source + ": its head is read as " + head.description()
                                + "; weights do not say what was between the layers: were it something else, the answers"
                                + " are wrong");
            }
            Recognition fresh = fresh(trunk);
            return new Recognition(fresh.variant, NameLayout.NATIVE, head.behind(fresh.parameters, trunk.hasHidden));
        }

        private Recognition fresh(Trunk trunk) {
            Variant variant = trunk.variant.with(known -> known.withClasses(1));
            return new Recognition(variant, trunk.layout, parameters(trunk, variant, new LinkedHashMap<>()));
        }

        private int classes(int found) {
            if (!Options.areValid(found, 1)) {
                throw new InvalidInputException(source + ": has a classifier of " + found
                        + " outputs; as many as classes are expected, up to a million");
            }
            return found;
        }

        private static String biasKey(Trunk trunk) {
            return Objects.requireNonNull(trunk.layout
                    .keys(trunk.variant.network())
                    .get(new ParameterId(Location.CLASSIFIER, ParameterId.Kind.BIAS)));
        }

        /** The trunk's tensors with these; what neither has is initialised. */
        private Parameters parameters(Trunk trunk, Variant variant, SequencedMap<String, Tensor> head) {
            Network network = variant.network();
            Map<ParameterId, String> keys = trunk.layout.keys(network);
            StateDict.Builder complete = StateDict.builder();
            @Nullable Parameters fresh = null;
            for (Map.Entry<ParameterId, String> entry : keys.entrySet()) {
                String key = entry.getValue();
                Location at = entry.getKey().location();
                boolean isOfTheHead =
                        at.equals(Location.CLASSIFIER) || (at.equals(Location.HIDDEN) && !trunk.hasHidden);
                Tensor found = isOfTheHead ? head.get(key) : weights.get(key);
                if (found == null) {
                    fresh = fresh == null ? Initialization.torchvision(network, 0) : fresh;
                    Tensor drawn = Objects.requireNonNull(fresh.tensors().get(entry.getKey()));
                    found = drawn.reshaped(Objects.requireNonNull(trunk.layout.shape(entry.getKey(), drawn.shape())));
                }
                complete.put(key, found);
            }
            return LoadedParameters.from(complete.build(), source, network, LoadPolicy.STRICT, 0)
                    .parameters();
        }
    }
}
