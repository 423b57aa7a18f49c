package org.mobilenet4j.formats.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.mobilenet4j.architecture.Activation;
import org.mobilenet4j.architecture.Family;
import org.mobilenet4j.architecture.Layer;
import org.mobilenet4j.architecture.Layer.Convolution;
import org.mobilenet4j.architecture.Layer.SqueezeExcite;
import org.mobilenet4j.architecture.Location;
import org.mobilenet4j.architecture.Location.Part;
import org.mobilenet4j.architecture.Node;
import org.mobilenet4j.architecture.Options;

/**
 * Whether layers are one of the papers' trunks, at any width and pruned or not: the kinds of layers, kernels, strides and
 * activations of its table, one reading the other. Channels are not compared, since every framework rounds them in its own
 * way.
 */
final class FamilyMatch {
    private final List<Unit> units;
    private final boolean isActivationOptional;
    private final List<Location> locations = new ArrayList<>();
    private final List<Unit> matched = new ArrayList<>();

    private FamilyMatch(List<Unit> units, boolean isActivationOptional) {
        this.units = units;
        this.isActivationOptional = isActivationOptional;
    }

    /**
     * A trunk that was recognised.
     *
     * @param locations the places of the first units
     * @param units these units, with the activations that the table has where the file says none
     */
    record Trunk(Family family, List<Location> locations, List<Unit> units) {}

    /**
     * Recognises a trunk in the first of some layers.
     *
     * @param isActivationOptional whether a ReLU that the file does not name may be taken from the table: eight-bit files of
     *     old converters leave it to the range of their numbers
     */
    static Optional<Trunk> of(List<Unit> units, boolean isActivationOptional) {
        return Arrays.stream(Family.values())
                .flatMap(family -> new FamilyMatch(units, isActivationOptional).trunk(family).stream())
                .findFirst();
    }

    private Optional<Trunk> trunk(Family family) {
        Location block = Location.INPUT;
        int blockInput = Unit.IMAGES;
        for (Node node : family.build(Options.DEFAULT).nodes()) {
            Location location = node.location();
            if (location.equals(Location.POOL)) {
                return Optional.of(new Trunk(family, List.copyOf(locations), List.copyOf(matched)));
            }
            Location module = new Location(location.module());
            if (!module.equals(block)) {
                block = module;
                addShortcut(blockInput);
                blockInput = matched.size() - 1;
            }
            if (node.layer() instanceof Layer.Add) {
                continue; // whether there is one depends on the width
            }
            if (isPart(location, Part.DEPTHWISE) && !fits(node.layer())) {
                // At other widths an expansion may come where at 1.0 there is none.
                take(Location.inBlock(stage(location), number(location), Part.EXPAND), expansion(node.layer()));
            }
            boolean isTaken = take(location, node.layer());
            if (!isTaken && !isPart(location, Part.EXPAND)) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    /** A pointwise layer of any channels with the activation of the depthwise one after it. */
    private static Layer expansion(Layer depthwise) {
        return Convolution.pointwise(1, 1, Options.DEFAULT, ((Convolution) depthwise).activation());
    }

    private void addShortcut(int blockInput) {
        int next = matched.size();
        if (next < units.size() && units.get(next).layer() instanceof Layer.Add && !locations.isEmpty()) {
            Location last = locations.getLast();
            List<Integer> inputs = units.get(next).inputs();
            if (last.isInBlock() && inputs.contains(next - 1) && inputs.contains(blockInput)) {
                matched.add(Unit.without(new Layer.Add(), List.of(next - 1, blockInput)));
                locations.add(new Location(last.module()).child(Part.ADD.name().toLowerCase(Locale.ROOT)));
            }
        }
    }

    private boolean take(Location location, Layer expected) {
        if (!fits(expected)) {
            return false;
        }
        Unit unit = units.get(matched.size());
        locations.add(location);
        matched.add(
                unit.layer() instanceof Convolution found
                        ? unit.withLayer(Unit.with(found, found.padding(), ((Convolution) expected).activation()))
                        : unit);
        return true;
    }

    /** Whether the next unit is a layer like this one and reads the one before it. */
    private boolean fits(Layer expected) {
        int next = matched.size();
        if (next >= units.size() || !units.get(next).inputs().equals(List.of(next - 1))) {
            return false;
        }
        Layer layer = units.get(next).layer();
        if (expected instanceof SqueezeExcite) {
            return layer instanceof SqueezeExcite;
        }
        return layer instanceof Convolution found
                && expected instanceof Convolution wanted
                && found.kernel() == wanted.kernel()
                && found.stride() == wanted.stride()
                && found.dilation() == wanted.dilation()
                && found.isDepthwise() == wanted.isDepthwise()
                && (found.activation() == wanted.activation() || isUnstated(found, wanted));
    }

    private boolean isUnstated(Convolution found, Convolution wanted) {
        boolean isClamp = wanted.activation() == Activation.RELU || wanted.activation() == Activation.RELU6;
        return isActivationOptional && found.activation() == Activation.NONE && isClamp;
    }

    private static boolean isPart(Location location, Part part) {
        return location.isInBlock() && location.name().equals(part.name().toLowerCase(Locale.ROOT));
    }

    private static int stage(Location inBlock) {
        return Integer.parseInt(inBlock.path().split("\\.", -1)[1]);
    }

    private static int number(Location inBlock) {
        return Integer.parseInt(inBlock.path().split("\\.", -1)[2]);
    }
}
