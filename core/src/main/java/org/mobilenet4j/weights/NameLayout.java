package org.mobilenet4j.weights;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.mobilenet4j.architecture.Architecture;
import org.mobilenet4j.architecture.Architecture.Located;
import org.mobilenet4j.architecture.Family;
import org.mobilenet4j.architecture.Layer.Block;
import org.mobilenet4j.architecture.Layer.SqueezeExcite;
import org.mobilenet4j.architecture.Location;
import org.mobilenet4j.architecture.ParameterId;
import org.mobilenet4j.architecture.ParameterShapes;
import org.mobilenet4j.tensor.Shape;

/** The names that a checkpoint gives to a network's tensors. */
public enum NameLayout {
    /**
     * torchvision's: blocks counted through as {@code features.N}, parts counted through within a block. torchvision
     * has no MobileNetV1.
     */
    TORCHVISION {
        @Override
        Prefixes prefixes(Architecture architecture, Location location) {
            int afterBlocks = 1 + architecture.blocks().size();
            return switch (location.part()) {
                case STEM -> new Prefixes("features.0.0", "features.0.1");
                case LAST -> new Prefixes("features." + afterBlocks + ".0", "features." + afterBlocks + ".1");
                case HIDDEN -> new Prefixes("classifier.0", NONE);
                case CLASSIFIER -> new Prefixes(architecture.hidden() == null ? "classifier.1" : "classifier.3", NONE);
                case EXPAND, DEPTHWISE, SQUEEZE_EXCITE, PROJECT -> inBlock(architecture, location);
            };
        }

        private Prefixes inBlock(Architecture architecture, Location location) {
            int feature = architecture.indexOf(location);
            Block block = blockAt(architecture, location);
            int depthwise = block.expand() == null ? 0 : 1;
            int project = depthwise + (block.squeezeExcite() == null ? 1 : 2);
            int position = switch (location.part()) {
                case EXPAND -> 0;
                case DEPTHWISE -> depthwise;
                case SQUEEZE_EXCITE -> depthwise + 1;
                case PROJECT -> project;
                case STEM, LAST, HIDDEN, CLASSIFIER -> throw new IllegalStateException("outside of blocks");
            };
            if (location.part() == Location.Part.SQUEEZE_EXCITE) {
                String prefix = "features." + feature + ".block." + position;
                return new Prefixes(prefix + ".fc1", prefix + ".fc2");
            }
            if (architecture.family() != Family.V2) {
                String prefix = "features." + feature + ".block." + position;
                return new Prefixes(prefix + ".0", prefix + ".1");
            }
            String prefix = "features." + feature + ".conv.";
            return location.part() == Location.Part.PROJECT
                    ? new Prefixes(prefix + position, prefix + (position + 1))
                    : new Prefixes(prefix + position + ".0", prefix + position + ".1");
        }

        @Override
        public boolean names(Family family) {
            return family != Family.V1;
        }

        @Override
        boolean isMarkedBy(String key) {
            return key.startsWith("features.0.0.");
        }
    },

    /** timm's: {@code blocks.STAGE.BLOCK.conv_dw} and so on, for all of the family. */
    TIMM {
        @Override
        Prefixes prefixes(Architecture architecture, Location location) {
            return switch (location.part()) {
                case STEM -> new Prefixes("conv_stem", "bn1");
                case LAST -> {
                    // V3's last convolution counts as a stage of its own; V2's belongs to the head.
                    String stage = "blocks." + architecture.stages().size() + ".0.";
                    yield architecture.hidden() == null
                            ? new Prefixes("conv_head", "bn2")
                            : new Prefixes(stage + "conv", stage + "bn1");
                }
                case HIDDEN -> new Prefixes("conv_head", NONE);
                case CLASSIFIER -> new Prefixes("classifier", NONE);
                case EXPAND, DEPTHWISE, SQUEEZE_EXCITE, PROJECT -> inBlock(architecture, location);
            };
        }

        private Prefixes inBlock(Architecture architecture, Location location) {
            String prefix = "blocks." + location.stage() + "." + location.block() + ".";
            boolean isExpanded = blockAt(architecture, location).expand() != null;
            return switch (location.part()) {
                case EXPAND -> new Prefixes(prefix + "conv_pw", prefix + "bn1");
                case DEPTHWISE -> new Prefixes(prefix + "conv_dw", prefix + (isExpanded ? "bn2" : "bn1"));
                case SQUEEZE_EXCITE -> new Prefixes(prefix + "se.conv_reduce", prefix + "se.conv_expand");
                case PROJECT ->
                    new Prefixes(prefix + (isExpanded ? "conv_pwl" : "conv_pw"), prefix + (isExpanded ? "bn3" : "bn2"));
                case STEM, LAST, HIDDEN, CLASSIFIER -> throw new IllegalStateException("outside of blocks");
            };
        }

        @Override
        public boolean names(Family family) {
            return true;
        }

        @Override
        boolean isMarkedBy(String key) {
            return key.startsWith("conv_stem.");
        }

        // timm computes the hidden layer of V3 as a 1 x 1 convolution.
        @Override
        Shape shape(ParameterId id, Shape shape) {
            boolean isConvolution = id.location().equals(Location.HIDDEN) && id.kind() == ParameterId.Kind.WEIGHT;
            return isConvolution ? Shape.of(shape.extent(0), shape.extent(1), 1, 1) : shape;
        }
    };

    private static final String NONE = "";

    /** Two tensors' owners: the convolution and its norm, or squeeze-excite's two matrices. */
    record Prefixes(String first, String second) {}

    abstract Prefixes prefixes(Architecture architecture, Location location);

    /** Whether this layout has names for a family. */
    public abstract boolean names(Family family);

    /** Whether a key can only be this layout's. */
    abstract boolean isMarkedBy(String key);

    /** The shape of a tensor in a file of this layout. */
    Shape shape(ParameterId id, Shape shape) {
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

    /** The layout a network is saved in: torchvision's where torchvision has the network, so that it loads there. */
    public static NameLayout nativeOf(Family family) {
        return TORCHVISION.names(family) ? TORCHVISION : TIMM;
    }

    /**
     * Every tensor's key in this layout, in the order of computation.
     *
     * @throws IllegalArgumentException if the layout has no names for the network's family
     */
    public Map<ParameterId, String> keys(Architecture architecture) {
        if (!names(architecture.family())) {
            throw new IllegalArgumentException(name() + " has no names for " + architecture.family() + "; use " + TIMM);
        }
        Map<ParameterId, String> keys = new LinkedHashMap<>();
        for (Map.Entry<ParameterId, Shape> entry :
                ParameterShapes.of(architecture).entrySet()) {
            keys.put(entry.getKey(), key(architecture, entry.getKey()));
        }
        return keys;
    }

    /** The name of the module that computes a layer, for people to find it in a checkpoint's listing. */
    public Map<Location, String> moduleNames(Architecture architecture) {
        Map<Location, String> names = new LinkedHashMap<>();
        for (Located located : architecture.parameterLayers()) {
            String first = prefixes(architecture, located.location()).first();
            boolean isOneOfTwo = located.layer() instanceof SqueezeExcite;
            names.put(located.location(), isOneOfTwo ? first.substring(0, first.lastIndexOf('.')) : first);
        }
        return names;
    }

    private String key(Architecture architecture, ParameterId id) {
        Prefixes prefixes = prefixes(architecture, id.location());
        return switch (id.kind()) {
            case WEIGHT, SQUEEZE_WEIGHT -> prefixes.first() + ".weight";
            case BIAS, SQUEEZE_BIAS -> prefixes.first() + ".bias";
            case NORM_SCALE, EXCITE_WEIGHT -> prefixes.second() + ".weight";
            case NORM_SHIFT, EXCITE_BIAS -> prefixes.second() + ".bias";
            case NORM_MEAN -> prefixes.second() + ".running_mean";
            case NORM_VARIANCE -> prefixes.second() + ".running_var";
            case NORM_BATCHES -> prefixes.second() + ".num_batches_tracked";
        };
    }

    private static Block blockAt(Architecture architecture, Location location) {
        return architecture.stages().get(location.stage()).blocks().get(location.block());
    }
}
