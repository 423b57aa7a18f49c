package org.mobilenet4j.naming;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.mobilenet4j.architecture.Location;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.architecture.ParameterId;
import org.mobilenet4j.architecture.ParameterShapes;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.parameters.Initialization;
import org.mobilenet4j.parameters.Parameters;
import org.mobilenet4j.tensor.Shape;
import org.mobilenet4j.tensor.Tensor;
import org.mobilenet4j.weights.StateDict;

/**
 * A checkpoint's tensors as a network's parameters: the way in, {@code StateDict + Network + NameLayout ->
 * Parameters}, and the way out.
 *
 * @param layout the layout of the names, recognised from them
 * @param report how the checkpoint fitted
 */
public record LoadedParameters(Parameters parameters, NameLayout layout, LoadReport report) {
    /** Of a bare file a user names the network by an option; of a folder, in its configuration. */
    private static final String ANOTHER_NETWORK =
            "; name the network that it was saved from (--arch, or architecture in config.json)";

    /**
     * Takes a network's parameters from a checkpoint. What the policy lets be initialised anew is drawn from {@code
     * seed}.
     *
     * @param source what to call the checkpoint in messages
     * @throws InvalidInputException if the names are of no known layout, or do not fit as the policy demands
     */
    public static LoadedParameters from(
            StateDict checkpoint, String source, Network network, LoadPolicy policy, long seed) {
        NameLayout layout = layoutOf(checkpoint, source, network);
        Map<ParameterId, String> keys = layout.keys(network);
        LoadReport report = LoadReport.compare(shapesByKey(layout, network), checkpoint);
        if (policy == LoadPolicy.REPLACE_CLASSIFIER) {
            report = report.replacing(classifierKeys(keys));
        } else if (policy == LoadPolicy.LENIENT) {
            report = report.replacing(keys.values());
        }
        boolean isAccepted = policy == LoadPolicy.LENIENT ? report.matched() > 0 : report.isClean();
        if (!isAccepted) {
            throw new InvalidInputException(source + ": does not fit " + describe(network) + ": " + report.summary()
                    + ANOTHER_NETWORK + remedy(report, keys));
        }
        Set<String> replaced = Set.copyOf(report.replaced());
        boolean isComplete =
                keys.values().stream().noneMatch(key -> checkpoint.get(key) == null || replaced.contains(key));
        // Drawing weights takes many times as long as reading them.
        Map<ParameterId, Tensor> fresh = isComplete
                ? Map.of()
                : Initialization.torchvision(network, seed).tensors();
        Map<ParameterId, Tensor> tensors = new LinkedHashMap<>();
        ParameterShapes.of(network).forEach((id, shape) -> {
            String key = Objects.requireNonNull(keys.get(id));
            Tensor found = checkpoint.get(key);
            Tensor taken = found == null || replaced.contains(key) ? Objects.requireNonNull(fresh.get(id)) : found;
            tensors.put(id, taken.reshaped(shape));
        });
        return new LoadedParameters(new Parameters(network, tensors), layout, report);
    }

    /** Parameters under a layout's names and in its shapes, to be written to a file. */
    public static StateDict toStateDict(Parameters parameters, NameLayout layout) {
        Map<ParameterId, String> keys = layout.keys(parameters.network());
        StateDict.Builder builder = StateDict.builder();
        parameters
                .tensors()
                .forEach((id, tensor) -> builder.put(
                        Objects.requireNonNull(keys.get(id)), tensor.reshaped(layout.shape(id, tensor.shape()))));
        return builder.build();
    }

    /** The names and shapes that a file of this layout has for a network. */
    public static Map<String, Shape> shapesByKey(NameLayout layout, Network network) {
        Map<ParameterId, Shape> shapes = ParameterShapes.of(network);
        Map<String, Shape> byKey = new LinkedHashMap<>();
        layout.keys(network)
                .forEach((id, key) -> byKey.put(key, layout.shape(id, Objects.requireNonNull(shapes.get(id)))));
        return byKey;
    }

    private static NameLayout layoutOf(StateDict checkpoint, String source, Network network) {
        NameLayout layout = NameLayout.recognise(checkpoint.names())
                .orElseThrow(() -> new InvalidInputException(source + ": its tensors are named "
                        + checkpoint.names().stream().limit(3).toList()
                        + " and so on, expected the names of torchvision (features.0.0.weight) or timm"
                        + " (conv_stem.weight); is it another kind of network?"));
        if (!layout.names(network)) {
            throw new InvalidInputException(source + ": has the names of "
                    + layout.name().toLowerCase(Locale.ROOT) + ", which has no " + "such network" + ANOTHER_NETWORK);
        }
        return layout;
    }

    private static List<String> classifierKeys(Map<ParameterId, String> keys) {
        return keys.entrySet().stream()
                .filter(entry -> entry.getKey().location().equals(Location.CLASSIFIER))
                .map(Map.Entry::getValue)
                .toList();
    }

    private static String remedy(LoadReport report, Map<ParameterId, String> keys) {
        List<String> classifier = classifierKeys(keys);
        boolean isOnlyTheClassifier = report.missing().isEmpty()
                && report.unexpected().isEmpty()
                && report.mismatched().stream().allMatch(mismatch -> classifier.contains(mismatch.name()));
        return isOnlyTheClassifier ? ", or the number of its classes (num_classes there)" : "";
    }

    private static String describe(Network network) {
        long tensors = ParameterShapes.of(network).size();
        return "a network of " + tensors + " tensors"
                + network.classifier()
                        .map(linear -> " and " + linear.outFeatures() + " classes")
                        .orElse("");
    }
}
