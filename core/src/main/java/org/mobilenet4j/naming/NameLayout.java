package org.mobilenet4j.naming;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.mobilenet4j.architecture.Layer;
import org.mobilenet4j.architecture.Location;
import org.mobilenet4j.architecture.Location.Part;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.architecture.Node;
import org.mobilenet4j.architecture.ParameterId;
import org.mobilenet4j.architecture.ParameterShapes;
import org.mobilenet4j.tensor.Shape;

/**
 * The names that a checkpoint gives to a network's tensors. They follow from where layers stand and what stands beside
 * them, so a pruned or dilated network keeps its names.
 */
public enum NameLayout {
    /**
     * torchvision's: blocks counted through as {@code features.N}, parts counted through within a block. torchvision
     * has no MobileNetV1.
     */
    TORCHVISION {
        @Override
        Prefixes prefixes(Network network, Location location) {
            return TorchvisionNames.inClassifier(network, location).orElseThrow(() -> unnamed(location));
        }

        @Override
        public boolean names(Network network) {
            return isClassic(network) && network.has(Location.LAST) && isExpanded(network);
        }

        @Override
        boolean isMarkedBy(String key) {
            return key.startsWith("features.0.0.");
        }
    },

    /** timm's: {@code blocks.STAGE.BLOCK.conv_dw} and so on, for all of the family. */
    TIMM {
        @Override
        Prefixes prefixes(Network network, Location location) {
            if (location.isInBlock()) {
                return inBlock(network, location);
            }
            return switch (location.path()) {
                case "stem" -> new Prefixes("conv_stem", "bn1");
                case "last" -> {
                    // V3's last convolution counts as a stage of its own; V2's belongs to the head.
                    long stages = blocks(network).stream()
                            .map(block -> block.substring(0, block.lastIndexOf('.')))
                            .distinct()
                            .count();
                    String stage = "blocks." + stages + ".0.";
                    yield network.has(Location.HIDDEN)
                            ? new Prefixes(stage + "conv", stage + "bn1")
                            : new Prefixes("conv_head", "bn2");
                }
                case "hidden" -> new Prefixes("conv_head", NONE);
                case "classifier" -> new Prefixes("classifier", NONE);
                default -> throw unnamed(location);
            };
        }

        private Prefixes inBlock(Network network, Location location) {
            String prefix = "blocks" + location.module().substring("stages".length()) + ".";
            boolean isExpanded = has(network, location, Part.EXPAND);
            return switch (Part.valueOf(location.name().toUpperCase(Locale.ROOT))) {
                case EXPAND -> new Prefixes(prefix + "conv_pw", prefix + "bn1");
                case DEPTHWISE -> new Prefixes(prefix + "conv_dw", prefix + (isExpanded ? "bn2" : "bn1"));
                case SQUEEZE_EXCITE -> new Prefixes(prefix + "se.conv_reduce", prefix + "se.conv_expand");
                case PROJECT ->
                    new Prefixes(prefix + (isExpanded ? "conv_pwl" : "conv_pw"), prefix + (isExpanded ? "bn3" : "bn2"));
                case ADD -> throw unnamed(location);
            };
        }

        @Override
        public boolean names(Network network) {
            return isClassic(network);
        }

        @Override
        boolean isMarkedBy(String key) {
            return key.startsWith("conv_stem.");
        }

        // timm computes the hidden layer of V3 as a 1 x 1 convolution.
        @Override
        public Shape shape(ParameterId id, Shape shape) {
            boolean isConvolution = id.location().equals(Location.HIDDEN) && id.kind() == ParameterId.Kind.WEIGHT;
            return isConvolution ? Shape.of(shape.extent(0), shape.extent(1), 1, 1) : shape;
        }
    },

    /** transformers', which names MobileNetV1 and V2: blocks counted through, V2's first one a part of the stem. */
    TRANSFORMERS {
        @Override
        Prefixes prefixes(Network network, Location location) {
            if (location.isInBlock()) {
                return inBlock(network, location);
            }
            return switch (location.path()) {
                case "stem" -> module(isV2(network) ? "mobilenet_v2.conv_stem.first_conv" : "mobilenet_v1.conv_stem");
                case "last" -> module("mobilenet_v2.conv_1x1");
                case "classifier" -> new Prefixes("classifier", NONE);
                default -> throw unnamed(location);
            };
        }

        private Prefixes inBlock(Network network, Location location) {
            int block = blocks(network).indexOf(location.module());
            Part part = Part.valueOf(location.name().toUpperCase(Locale.ROOT));
            if (!isV2(network)) {
                return module("mobilenet_v1.layer." + (2 * block + (part == Part.DEPTHWISE ? 0 : 1)));
            }
            String prefix = block == 0 ? "mobilenet_v2.conv_stem." : "mobilenet_v2.layer." + (block - 1) + ".";
            return switch (part) {
                case EXPAND -> module(prefix + "expand_1x1");
                case DEPTHWISE -> module(prefix + "conv_3x3");
                case PROJECT -> module(prefix + "reduce_1x1");
                case SQUEEZE_EXCITE, ADD -> throw unnamed(location);
            };
        }

        private static Prefixes module(String name) {
            return new Prefixes(name + ".convolution", name + ".normalization");
        }

        private static boolean isV2(Network network) {
            return network.has(Location.LAST);
        }

        @Override
        public boolean names(Network network) {
            boolean isV3 = network.has(Location.HIDDEN)
                    || network.nodes().stream().anyMatch(node -> node.layer() instanceof Layer.SqueezeExcite);
            return isClassic(network) && !isV3 && isExpanded(network) == isV2(network);
        }

        @Override
        boolean isMarkedBy(String key) {
            return key.startsWith("mobilenet_v1.conv_stem.") || key.startsWith("mobilenet_v2.conv_stem.");
        }
    },

    /** torchvision's DeepLabV3 and LR-ASPP: {@code backbone.N}, {@code classifier} and {@code aux_classifier}. */
    TORCHVISION_SEGMENTATION {
        @Override
        Prefixes prefixes(Network network, Location location) {
            return TorchvisionNames.inSegmenter(network, location).orElseThrow(() -> unnamed(location));
        }

        @Override
        public boolean names(Network network) {
            return TorchvisionNames.isSegmenter(network)
                    && namesAll(network, location -> TorchvisionNames.inSegmenter(network, location));
        }

        @Override
        boolean isMarkedBy(String key) {
            return key.startsWith("classifier.0.convs.0.0.") || key.startsWith("classifier.cbr.0.");
        }
    },

    /** torchvision's SSDLite: {@code backbone.features}, cut in two at the first map, {@code backbone.extra} and {@code head}. */
    TORCHVISION_DETECTION {
        @Override
        Prefixes prefixes(Network network, Location location) {
            return TorchvisionNames.inDetector(network, location).orElseThrow(() -> unnamed(location));
        }

        @Override
        public boolean names(Network network) {
            return TorchvisionNames.isDetector(network)
                    && namesAll(network, location -> TorchvisionNames.inDetector(network, location));
        }

        @Override
        boolean isMarkedBy(String key) {
            return key.startsWith("head.classification_head.module_list.0.0.0.");
        }
    },

    /** Our own, for any network: the layer's location, its norm as {@code norm} below it. */
    NATIVE {
        @Override
        Prefixes prefixes(Network network, Location location) {
            boolean isTwo = network.node(location).layer() instanceof Layer.SqueezeExcite;
            return new Prefixes(location + (isTwo ? ".squeeze" : ""), location + (isTwo ? ".excite" : ".norm"));
        }

        @Override
        public boolean names(Network network) {
            return true;
        }

        @Override
        boolean isMarkedBy(String key) {
            return key.startsWith("stem.");
        }
    };

    static final String NONE = "";

    /** What the names of trunks begin with in all layouts. */
    private static final Set<String> TRUNKS = Set.of(
            "features",
            "conv_stem",
            "bn1",
            "blocks",
            "conv_head",
            "bn2",
            "mobilenet_v1",
            "mobilenet_v2",
            "stem",
            "stages",
            "last");

    private static final Set<Location> OUTSIDE_OF_BLOCKS =
            Set.of(Location.STEM, Location.LAST, Location.HIDDEN, Location.CLASSIFIER);

    /** Two tensors' owners: the convolution and its norm, or squeeze-excite's two matrices. */
    record Prefixes(String first, String second) {
        /** With another beginning in the place of the one that both have. */
        Prefixes replaced(String beginning, String other) {
            return new Prefixes(
                    other + first.substring(beginning.length()), other + second.substring(beginning.length()));
        }
    }

    abstract Prefixes prefixes(Network network, Location location);

    /** Whether this layout has names for all layers of a network. */
    public abstract boolean names(Network network);

    /** Whether a key can only be this layout's. */
    abstract boolean isMarkedBy(String key);

    /** Whether a name is of a tensor before the head, in any layout. */
    public static boolean isOfATrunk(String key) {
        return TRUNKS.contains(key.split("\\.", 2)[0]);
    }

    /** The shape of a tensor in a file of this layout. */
    public Shape shape(ParameterId id, Shape shape) {
        return shape;
    }

    /** The layout of a checkpoint, told by its keys. */
    public static Optional<NameLayout> recognise(Iterable<String> keys) {
        for (String key : keys) {
            for (NameLayout layout : values()) {
                if (layout.isMarkedBy(key)) {
                    return Optional.of(layout);
                }
            }
        }
        return Optional.empty();
    }

    /** The layout a network is saved in: the first that names it, so that it loads in torchvision where that is possible. */
    public static NameLayout nativeOf(Network network) {
        return Stream.of(TORCHVISION, TIMM, TORCHVISION_SEGMENTATION, TORCHVISION_DETECTION)
                .filter(layout -> layout.names(network))
                .findFirst()
                .orElse(NATIVE);
    }

    /**
     * Every tensor's key in this layout, in the order of computation.
     *
     * @throws IllegalArgumentException if the layout has no names for the network
     */
    public Map<ParameterId, String> keys(Network network) {
        if (!names(network)) {
            throw new IllegalArgumentException(name() + " has no names for this network; use " + nativeOf(network));
        }
        Map<ParameterId, String> keys = new LinkedHashMap<>();
        for (Node node : network.nodes()) {
            Set<ParameterId.Kind> kinds = ParameterShapes.of(node.layer()).keySet();
            if (!kinds.isEmpty()) {
                Prefixes prefixes = prefixes(network, node.location());
                kinds.forEach(kind -> keys.put(new ParameterId(node.location(), kind), key(prefixes, kind)));
            }
        }
        return keys;
    }

    /** The name of the module that computes each layer with parameters, for people to find it in a checkpoint's listing. */
    public Map<Location, String> moduleNames(Network network) {
        Map<Location, String> names = new LinkedHashMap<>();
        for (Node node : network.nodes()) {
            if (!ParameterShapes.of(node.layer()).isEmpty()) {
                String first = prefixes(network, node.location()).first();
                boolean isOneOfTwo = node.layer() instanceof Layer.SqueezeExcite;
                names.put(node.location(), isOneOfTwo ? first.substring(0, first.lastIndexOf('.')) : first);
            }
        }
        return names;
    }

    private static String key(Prefixes prefixes, ParameterId.Kind kind) {
        return switch (kind) {
            case WEIGHT, SQUEEZE_WEIGHT -> prefixes.first() + ".weight";
            case BIAS, SQUEEZE_BIAS -> prefixes.first() + ".bias";
            case NORM_SCALE, EXCITE_WEIGHT -> prefixes.second() + ".weight";
            case NORM_SHIFT, EXCITE_BIAS -> prefixes.second() + ".bias";
            case NORM_MEAN -> prefixes.second() + ".running_mean";
            case NORM_VARIANCE -> prefixes.second() + ".running_var";
            case NORM_BATCHES -> prefixes.second() + ".num_batches_tracked";
        };
    }

    /** Whether a layout knows the place of every layer with parameters. */
    private static boolean namesAll(Network network, Function<Location, Optional<Prefixes>> names) {
        return network.nodes().stream()
                .filter(node -> !ParameterShapes.of(node.layer()).isEmpty())
                .allMatch(node -> names.apply(node.location()).isPresent());
    }

    /** Whether all layers with parameters stand where those of the papers' classifiers do. */
    private static boolean isClassic(Network network) {
        return network.has(Location.STEM)
                && network.has(Location.CLASSIFIER)
                && network.nodes().stream()
                        .filter(node -> !ParameterShapes.of(node.layer()).isEmpty())
                        .map(Node::location)
                        .allMatch(location -> OUTSIDE_OF_BLOCKS.contains(location) || isPart(location));
    }

    /** Whether blocks are inverted residuals, as V2's and V3's. */
    private static boolean isExpanded(Network network) {
        return network.nodes().stream().anyMatch(node -> node.location().name().equals("expand"));
    }

    static boolean isPart(Location location) {
        return location.isInBlock()
                && List.of(Part.values()).stream()
                        .anyMatch(part -> part.lowerCaseName().equals(location.name()));
    }

    static List<String> blocks(Network network) {
        return network.modules().stream()
                .filter(module -> module.startsWith("stages."))
                .toList();
    }

    static boolean has(Network network, Location inBlock, Part part) {
        return network.has(new Location(inBlock.module()).child(part.lowerCaseName()));
    }

    private static IllegalStateException unnamed(Location location) {
        return new IllegalStateException("no layout names " + location);
    }
}
