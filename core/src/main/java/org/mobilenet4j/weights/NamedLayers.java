package org.mobilenet4j.weights;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mobilenet4j.architecture.Architecture;
import org.mobilenet4j.architecture.Location;

/**
 * A run of a network's {@link Architecture#layers} that has a name: torchvision's {@code features.13}, timm's
 * {@code blocks.4}, our own {@code stages.4}, {@code stem} or {@code last}.
 *
 * @param first its first layer
 * @param last its last layer
 */
public record NamedLayers(int first, int last) {
    /** The layers of a name, if they are whole ones: nothing smaller than a block. */
    public static Optional<NamedLayers> of(Architecture architecture, String name) {
        return namings(architecture).stream()
                .flatMap(naming -> named(architecture, naming, name).stream())
                .findFirst();
    }

    /** Every way to name layers: that of each layout which knows the network, and our own. */
    private static List<Map<Location, String>> namings(Architecture architecture) {
        List<Map<Location, String>> namings = new ArrayList<>();
        Arrays.stream(NameLayout.values())
                .filter(layout -> layout.names(architecture.family()))
                .forEach(layout -> namings.add(layout.moduleNames(architecture)));
        Map<Location, String> own = new LinkedHashMap<>();
        architecture
                .parameterLayers()
                .forEach(layer -> own.put(layer.location(), layer.location().toString()));
        namings.add(own);
        return namings;
    }

    private static Optional<NamedLayers> named(Architecture architecture, Map<Location, String> naming, String name) {
        BitSet meant = new BitSet();
        BitSet others = new BitSet();
        naming.forEach((location, module) -> {
            boolean isMeant = module.equals(name) || module.startsWith(name + ".");
            (isMeant ? meant : others).set(architecture.indexOf(location));
        });
        return meant.isEmpty() || meant.intersects(others)
                ? Optional.empty()
                : Optional.of(new NamedLayers(meant.nextSetBit(0), meant.length() - 1));
    }
}
