package org.mobilenet4j.naming;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.io.Quoted;
import org.mobilenet4j.weights.TensorSelection;

/**
 * Finds the network among all that a training script saved, by the name of its first convolution: whatever stands before
 * that name is where the network is, be it a key of the checkpoint, an attribute of a larger module or the prefix of a
 * wrapper. Where there are several, the moving average is taken, as timm and torchvision evaluate it; then those under
 * {@code state_dict} and {@code model}; then the first. What was taken is said.
 *
 * @param key the place to take the network from, as the note shows it; null for the usual choice
 * @param notes is told, in one line, which network was taken where there are several
 */
public record CheckpointSearch(@Nullable String key, Consumer<String> notes) implements TensorSelection {
    /** What stands for the top of a file, where the names have nothing before them. */
    private static final String TOP = ".";

    /** What wrappers of modules put into names, wherever they stand: DistributedDataParallel, torch.compile, FSDP. */
    private static final Set<String> WRAPPERS =
            Set.of("module", "_orig_mod", "_fsdp_wrapped_module", "_checkpoint_wrapped_module");

    private static final Pattern AVERAGE = Pattern.compile("(.*[._])?ema([._].*)?");

    /** timm's order, behind the averages. */
    private static final List<String> USUAL_KEYS = List.of("state_dict", "model");

    private static final int MOST_SHOWN = 6;

    /**
     * The first convolution's module in each layout, and what the names lack before it; of networks with heads, the first of
     * the head, because a trunk alone may be called the same in others' modules.
     */
    private record Anchor(String module, String lacking) {}

    private static final List<Anchor> ANCHORS = List.of(
            new Anchor("features.0.0", ""), // torchvision
            new Anchor("conv_stem", ""), // timm
            new Anchor("stem", ""), // this project
            new Anchor("mobilenet_v1.conv_stem.convolution", ""), // transformers
            new Anchor("mobilenet_v2.conv_stem.first_conv.convolution", ""),
            new Anchor("conv_stem.convolution", "mobilenet_v1."),
            new Anchor("conv_stem.first_conv.convolution", "mobilenet_v2."),
            new Anchor("head.classification_head.module_list.0.0.0", ""), // torchvision's SSDLite
            new Anchor("classifier.0.convs.0.0", ""), // torchvision's DeepLabV3
            new Anchor("classifier.cbr.0", "")); // torchvision's LR-ASPP

    /** Of {@code model.features} alone. */
    private static final Anchor FEATURES = new Anchor("0.0", "features.");

    /** One network: what stands before its names, and what they lack. */
    private record Place(String prefix, String lacking) {
        /** As a user gives it. */
        String name() {
            return prefix.isEmpty() ? TOP : prefix.substring(0, prefix.length() - 1);
        }

        boolean isNamed(String key) {
            return name().equals(key) || ("." + prefix).contains("." + key + ".");
        }

        boolean isAverage() {
            return AVERAGE.matcher(name()).matches();
        }

        int usualness() {
            int known = USUAL_KEYS.indexOf(name().split("\\.", 2)[0]);
            return known < 0 ? USUAL_KEYS.size() : known;
        }
    }

    @Override
    public SequencedMap<String, String> select(String file, SequencedSet<String> stored) {
        SequencedMap<String, String> names = withoutWrappers(file, stored);
        List<Place> places = places(names.sequencedKeySet());
        if (places.isEmpty()) {
            refuseKey(file, places);
            return names; // whoever knows the networks says what is expected
        }
        Place place = choose(file, places, names.sequencedKeySet());
        SequencedMap<String, String> selected = new LinkedHashMap<>();
        for (Map.Entry<String, String> name : names.entrySet()) {
            if (isIn(place, name.getKey(), places)) {
                String own = name.getKey().substring(place.prefix.length());
                selected.put(place.lacking + own, name.getValue());
            }
        }
        addSiblings(place, places, names, selected);
        return selected;
    }

    private static SequencedMap<String, String> withoutWrappers(String file, SequencedSet<String> stored) {
        SequencedMap<String, String> names = new LinkedHashMap<>();
        for (String name : stored) {
            String bare = List.of(name.split("\\.", -1)).stream()
                    .filter(word -> !WRAPPERS.contains(word))
                    .collect(Collectors.joining("."));
            if (names.putIfAbsent(bare, name) != null) {
                throw new InvalidInputException(file + ": holds " + Quoted.of(bare)
                        + " twice, with and without the prefix of a wrapper; save the weights of one model");
            }
        }
        return names;
    }

    private static List<Place> places(SequencedSet<String> names) {
        Set<Place> places = new LinkedHashSet<>();
        for (String name : names) {
            ANCHORS.stream()
                    .flatMap(anchor -> place(anchor, name).stream())
                    // The longest anchor leaves the shortest prefix.
                    .min(Comparator.comparingInt(place -> place.prefix.length()))
                    .ifPresent(places::add);
        }
        if (places.isEmpty()) {
            names.stream()
                    .flatMap(name -> place(FEATURES, name).stream())
                    .min(Comparator.comparingInt(place -> place.prefix.length()))
                    .ifPresent(places::add);
        }
        return List.copyOf(places);
    }

    /** Where the network is whose first convolution's weight has that name; as a parametrization may call it. */
    private static Optional<Place> place(Anchor anchor, String name) {
        int end = Math.max(name.lastIndexOf(".weight"), name.lastIndexOf(".parametrizations.weight."));
        int parametrized = name.lastIndexOf(".parametrizations.weight.");
        int moduleEnd = parametrized < 0 ? end : parametrized;
        boolean isWeight = parametrized >= 0 || (end >= 0 && name.indexOf('.', end + 1) < 0);
        if (!isWeight || !("." + name.substring(0, moduleEnd)).endsWith("." + anchor.module)) {
            return Optional.empty();
        }
        return Optional.of(new Place(name.substring(0, moduleEnd - anchor.module.length()), anchor.lacking));
    }

    private Place choose(String file, List<Place> places, SequencedSet<String> names) {
        List<Place> chosen = new ArrayList<>(places);
        if (key != null) {
            chosen.removeIf(place -> !place.isNamed(key));
            if (chosen.isEmpty()) {
                refuseKey(file, places);
            }
        }
        chosen.sort(Comparator.comparing((Place place) -> !place.name().equals(key))
                .thenComparing(place -> !hasStatistics(place, names))
                .thenComparing(place -> !place.isAverage())
                .thenComparingInt(Place::usualness));
        Place first = chosen.getFirst();
        if (chosen.size() > 1) {
            notes.accept(file + ": holds " + chosen.size() + " networks, and the one under " + Quoted.of(first.name())
                    + " is taken; to take another: " + keys(chosen.subList(1, chosen.size())));
        }
        return first;
    }

    /** Gradients, momentum and averages of parameters alone have the same names, but are no networks. */
    private static boolean hasStatistics(Place place, SequencedSet<String> names) {
        return names.stream().anyMatch(name -> name.startsWith(place.prefix) && name.endsWith(".running_mean"));
    }

    private void refuseKey(String file, List<Place> places) {
        if (key != null) {
            throw new InvalidInputException("--checkpoint-key is " + Quoted.of(key) + ", and " + file + " has "
                    + (places.isEmpty() ? "no network of names that are known here" : "its networks under others")
                    + "; " + (places.isEmpty() ? "leave it out" : "expected: " + keys(places)));
        }
    }

    private static String keys(List<Place> places) {
        return places.stream()
                        .limit(MOST_SHOWN)
                        .map(place -> "--checkpoint-key " + Quoted.of(place.name()))
                        .collect(Collectors.joining(", "))
                + (places.size() > MOST_SHOWN ? ", ..." : "");
    }

    private static boolean isIn(Place place, String name, List<Place> places) {
        return name.startsWith(place.prefix)
                && places.stream()
                        .noneMatch(other ->
                                other.prefix.length() > place.prefix.length() && name.startsWith(other.prefix));
    }

    private static boolean isWeightOrBias(String name) {
        return name.endsWith("weight") || name.endsWith("bias");
    }

    /** A network within a larger module may have its head beside it: {@code encoder.features...} and {@code head.weight}. */
    private static void addSiblings(
            Place place,
            List<Place> places,
            SequencedMap<String, String> names,
            SequencedMap<String, String> selected) {
        if (place.prefix.isEmpty()) {
            return;
        }
        String parent = place.prefix.substring(0, place.prefix.lastIndexOf('.', place.prefix.length() - 2) + 1);
        names.forEach((name, stored) -> {
            boolean isBeside = name.startsWith(parent)
                    && isWeightOrBias(name)
                    && places.stream().noneMatch(other -> name.startsWith(other.prefix));
            if (isBeside) {
                selected.putIfAbsent(Objects.requireNonNull(name).substring(parent.length()), stored);
            }
        });
    }
}
