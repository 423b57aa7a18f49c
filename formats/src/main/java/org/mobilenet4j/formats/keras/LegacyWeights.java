package org.mobilenet4j.formats.keras;

import io.jhdf.api.Group;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mobilenet4j.io.InvalidInputException;

/**
 * The weights of an {@code .h5} file in the layout of Keras 2, which Keras 3 still writes: a group for each layer of the
 * outermost model, in it the weights under names such as {@code conv1/kernel:0}. All layers of a nested model share its group.
 */
final class LegacyWeights implements KerasWeights {
    private final HdfReader file;
    private final Group root;
    private final Map<String, List<WeightName>> groups = new LinkedHashMap<>();
    private final Map<String, Group> roots = new HashMap<>();

    /**
     * A weight's name in its parts.
     *
     * @param layer the path without the variable, {@code expanded_conv/depthwise/BatchNorm}
     */
    record WeightName(String path, String layer, String variable) {
        static WeightName of(String path) {
            String bare = path.replaceFirst(":\\d+$", "");
            int slash = bare.lastIndexOf('/');
            return new WeightName(path, slash < 0 ? "" : bare.substring(0, slash), bare.substring(slash + 1));
        }
    }

    /**
     * Lists the weights.
     *
     * @param root the file, or its group {@code model_weights}
     * @throws InvalidInputException if it has no such list
     */
    LegacyWeights(HdfReader file, Group root) {
        this.file = file;
        this.root = root;
        List<String> layers = file.texts(root, "layer_names")
                .orElseThrow(() -> new InvalidInputException(file.source()
                        + ": has no layer_names, which a file of Keras weights has; save the model again with Keras"));
        for (String layer : layers) {
            Group group = file.group(root, layer)
                    .orElseThrow(() -> new InvalidInputException(
                            file.source() + ": has no group of the layer " + layer + ", which it lists"));
            roots.put(layer, group);
            groups.put(
                    layer,
                    file.texts(group, "weight_names").orElse(List.of()).stream()
                            .map(WeightName::of)
                            .toList());
        }
    }

    Group root() {
        return root;
    }

    @Override
    public Map<String, Array> of(List<String> models, KerasLayer layer, List<String> variables) {
        String outermost = models.size() > 1 ? models.get(1) : layer.name();
        Map<String, Array> found = new HashMap<>();
        for (WeightName name : groups.getOrDefault(outermost, List.of())) {
            boolean isLayers = name.layer().equals(layer.name()) || name.layer().endsWith("/" + layer.name());
            if (isLayers) {
                found.computeIfAbsent(name.variable(), variable -> array(outermost, name));
            }
        }
        if (found.isEmpty() && models.size() == 1) {
            // A layer of the outermost model has its group to itself, whatever its weights are called.
            groups.getOrDefault(outermost, List.of())
                    .forEach(name -> found.put(name.variable(), array(outermost, name)));
        }
        return found;
    }

    private Array array(String layer, WeightName name) {
        Group group = roots.get(layer);
        return file.array(group == null ? root : group, name.path())
                .orElseThrow(() -> new InvalidInputException(
                        file.source() + ": has no weight " + name.path() + " of " + layer + ", which it lists"));
    }

    /** The weights of every layer in the order of the file, for a file that does not say what it computes. */
    List<NamedWeights> inOrder() {
        Map<String, Map<String, Array>> layers = new LinkedHashMap<>();
        groups.forEach((group, names) ->
                names.forEach(name -> layers.computeIfAbsent(group + "/" + name.layer(), first -> new LinkedHashMap<>())
                        .put(name.variable(), array(group, name))));
        List<NamedWeights> weights = new ArrayList<>();
        layers.forEach((name, arrays) -> weights.add(new NamedWeights(name, arrays)));
        return weights;
    }
}
