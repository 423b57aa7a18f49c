package org.mobilenet4j.naming;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mobilenet4j.architecture.Location;
import org.mobilenet4j.architecture.Network;

/**
 * A run of a network's {@link Network#modules} that has a name: torchvision's {@code features.13}, timm's
 * {@code blocks.4}, our own {@code stages.4}, {@code stem} or {@code last}.
 *
 * @param first its first layer
 * @param last its last layer
 */
public record NamedLayers(int first, int last) {
    /** The layers of a name, if they are whole ones: nothing smaller than a block. */
    public static Optional<NamedLayers> of(Network network, String name) {
        return namings(network).stream()
                .flatMap(naming -> named(network, naming, name).stream())
                .findFirst();
    }

    /** Every way to name layers: that of each layout which knows the network. */
    private static List<Map<Location, String>> namings(Network network) {
        List<Map<Location, String>> namings = new ArrayList<>();
        Arrays.stream(NameLayout.values())
                .filter(layout -> layout.names(network))
                .forEach(layout -> namings.add(layout.moduleNames(network)));
        return namings;
    }

    private static Optional<NamedLayers> named(Network network, Map<Location, String> naming, String name) {
        List<String> modules = network.modules();
        BitSet meant = new BitSet();
        BitSet others = new BitSet();
        naming.forEach((location, module) -> {
            boolean isMeant = module.equals(name) || module.startsWith(name + ".");
            (isMeant ? meant : others).set(modules.indexOf(location.module()));
        });
        return meant.isEmpty() || meant.intersects(others)
                ? Optional.empty()
                : Optional.of(new NamedLayers(meant.nextSetBit(0), meant.length() - 1));
    }
}
