package org.mobilenet4j.naming;

import java.util.Locale;
import java.util.Optional;
import org.mobilenet4j.architecture.Layer;
import org.mobilenet4j.architecture.Location;
import org.mobilenet4j.architecture.Location.Part;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.architecture.Node;
import org.mobilenet4j.naming.NameLayout.Prefixes;

/**
 * torchvision's names: those of its classifiers, {@code features.N}, and of the networks that have one for a trunk, which
 * keep the inner names of its modules. Each is empty where torchvision has no such layer.
 */
final class TorchvisionNames {
    private static final String FEATURES = "features.";
    private static final Location ASPP = new Location("aspp");
    private static final Location LRASPP = new Location("lraspp.reduce");
    private static final Location REFINE = new Location("refine");
    private static final Location FIRST_HEAD = new Location("classification.0.filter");

    private TorchvisionNames() {}

    static Optional<Prefixes> inClassifier(Network network, Location location) {
        boolean isV3 = network.has(Location.HIDDEN);
        return switch (location.path()) {
            case "hidden" -> only("classifier.0");
            case "classifier" -> only(isV3 ? "classifier.3" : "classifier.1");
            default -> inTrunk(network, location, isV3);
        };
    }

    private static Optional<Prefixes> inTrunk(Network network, Location location, boolean isV3) {
        if (NameLayout.isPart(location)) {
            return inBlock(network, location, isV3);
        }
        int afterBlocks = 1 + NameLayout.blocks(network).size();
        return switch (location.path()) {
            case "stem" -> unit(FEATURES + "0");
            case "last" -> unit(FEATURES + afterBlocks);
            default -> Optional.empty();
        };
    }

    private static Optional<Prefixes> inBlock(Network network, Location location, boolean isV3) {
        int depthwise = NameLayout.has(network, location, Part.EXPAND) ? 1 : 0;
        int project = depthwise + (NameLayout.has(network, location, Part.SQUEEZE_EXCITE) ? 2 : 1);
        String prefix = FEATURES + feature(network, location) + (isV3 ? ".block." : ".conv.");
        return switch (Part.valueOf(location.name().toUpperCase(Locale.ROOT))) {
            case EXPAND -> unit(prefix + "0");
            case DEPTHWISE -> unit(prefix + depthwise);
            case SQUEEZE_EXCITE -> pair(prefix + (depthwise + 1) + ".fc1", prefix + (depthwise + 1) + ".fc2");
            case PROJECT -> isV3 ? unit(prefix + project) : pair(prefix + project, prefix + (project + 1));
            case ADD -> Optional.empty();
        };
    }

    private static int feature(Network network, Location inBlock) {
        return 1 + NameLayout.blocks(network).indexOf(inBlock.module());
    }

    /** Without its classifier, V3 is told from V2 by squeeze-excite. */
    private static boolean hasSqueezeExcite(Network network) {
        return network.nodes().stream().anyMatch(node -> node.layer() instanceof Layer.SqueezeExcite);
    }

    static boolean isSegmenter(Network network) {
        return network.has(ASPP.child("project")) || network.has(LRASPP);
    }

    static Optional<Prefixes> inSegmenter(Network network, Location location) {
        return switch (location.path()) {
            case "aspp.pointwise" -> unit("classifier.0.convs.0");
            case "aspp.pooled" -> {
                // Behind the pooling, which is the module's first.
                String module = "classifier.0.convs." + (1 + dilated(network));
                yield pair(module + ".1", module + ".2");
            }
            case "aspp.project" -> unit("classifier.0.project");
            case "refine" -> pair("classifier.1", "classifier.2");
            case "classifier" -> only(network.has(REFINE) ? "classifier.4" : "classifier.1");
            case "lraspp.reduce" -> unit("classifier.cbr");
            case "lraspp.scale" -> only("classifier.scale.1");
            case "classifier.low" -> only("classifier.low_classifier");
            case "classifier.high" -> only("classifier.high_classifier");
            case "auxiliary.filter" -> pair("aux_classifier.0", "aux_classifier.1");
            case "auxiliary.classifier" -> only("aux_classifier.4");
            default ->
                isAtrous(location)
                        ? unit("classifier.0.convs." + (1 + Integer.parseInt(location.name())))
                        : inTrunk(network, location, hasSqueezeExcite(network))
                                .map(names -> names.replaced(FEATURES, "backbone."));
        };
    }

    private static int dilated(Network network) {
        int count = 0;
        while (network.has(ASPP.child("atrous." + count))) {
            count++;
        }
        return count;
    }

    private static boolean isAtrous(Location location) {
        return location.path().matches("aspp\\.atrous\\.\\d{1,4}");
    }

    /** Whether the first head reads an expansion within a block, where torchvision cuts the trunk in two. */
    static boolean isDetector(Network network) {
        return network.find(FIRST_HEAD)
                .map(Node::input)
                .filter(Location::isInBlock)
                .filter(input -> input.name().equals(Part.EXPAND.lowerCaseName()))
                .isPresent();
    }

    static Optional<Prefixes> inDetector(Network network, Location location) {
        String[] words = location.path().split("\\.", -1);
        if (words.length == 3 && words[1].matches("\\d{1,4}")) {
            String level = words[1];
            switch (words[0]) {
                case "extra" -> {
                    return switch (words[2]) {
                        case "reduce" -> unit("backbone.extra." + level + ".0");
                        case "filter" -> unit("backbone.extra." + level + ".1");
                        case "widen" -> unit("backbone.extra." + level + ".2");
                        default -> Optional.empty();
                    };
                }
                case "classification", "regression" -> {
                    String head = "head." + words[0] + "_head.module_list." + level;
                    return switch (words[2]) {
                        case "filter" -> unit(head + ".0");
                        case "predict" -> only(head + ".1");
                        default -> Optional.empty();
                    };
                }
                default -> {}
            }
        }
        return inTrunk(network, location, hasSqueezeExcite(network)).map(names -> inHalves(network, location, names));
    }

    /**
     * The trunk in two modules: the first ends with the expansion that is the first map, the second begins with what is left
     * of that block, whose parts keep their numbers.
     */
    private static Prefixes inHalves(Network network, Location location, Prefixes names) {
        Location expansion = network.node(FIRST_HEAD).input();
        int cut = feature(network, expansion);
        int feature = location.isInBlock()
                ? feature(network, location)
                : location.equals(Location.STEM)
                        ? 0
                        : 1 + NameLayout.blocks(network).size();
        String own = FEATURES + feature + ".";
        if (feature < cut) {
            return names.replaced(own, "backbone.features.0." + feature + ".");
        }
        if (feature > cut) {
            return names.replaced(own, "backbone.features.1." + (feature - cut) + ".");
        }
        String block = own + (hasSqueezeExcite(network) ? "block." : "conv.");
        return location.equals(expansion)
                ? names.replaced(block + "0.", "backbone.features.0." + cut + ".")
                : names.replaced(block, "backbone.features.1.0.");
    }

    /** A convolution and its norm as torchvision's {@code Conv2dNormActivation} names them. */
    private static Optional<Prefixes> unit(String module) {
        return pair(module + ".0", module + ".1");
    }

    private static Optional<Prefixes> pair(String first, String second) {
        return Optional.of(new Prefixes(first, second));
    }

    private static Optional<Prefixes> only(String module) {
        return pair(module, NameLayout.NONE);
    }
}
