package org.mobilenet4j.formats.keras;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mobilenet4j.formats.keras.LegacyWeights.WeightName;

/** The weights of a TensorFlow.js folder, whose manifest lists them by name: {@code conv1/kernel}. */
final class TfjsWeights implements KerasWeights {
    private final Map<WeightName, Array> weights = new LinkedHashMap<>();

    void put(String name, Array array) {
        weights.put(WeightName.of(name), array);
    }

    @Override
    public Map<String, Array> of(List<String> models, KerasLayer layer, List<String> variables) {
        Map<String, Array> found = new LinkedHashMap<>();
        weights.forEach((name, array) -> {
            if (name.layer().equals(layer.name()) || name.layer().endsWith("/" + layer.name())) {
                found.putIfAbsent(name.variable(), array);
            }
        });
        return found;
    }

    /** The weights of every layer in the order of the manifest. */
    List<NamedWeights> inOrder() {
        Map<String, Map<String, Array>> layers = new LinkedHashMap<>();
        weights.forEach((name, array) -> layers.computeIfAbsent(name.layer(), first -> new LinkedHashMap<>())
                .put(name.variable(), array));
        List<NamedWeights> inOrder = new ArrayList<>();
        layers.forEach((name, arrays) -> inOrder.add(new NamedWeights(name, arrays)));
        return inOrder;
    }
}
