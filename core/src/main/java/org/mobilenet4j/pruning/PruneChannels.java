package org.mobilenet4j.pruning;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.architecture.Layer;
import org.mobilenet4j.architecture.Layer.Add;
import org.mobilenet4j.architecture.Layer.Concatenate;
import org.mobilenet4j.architecture.Layer.Convolution;
import org.mobilenet4j.architecture.Layer.Dropout;
import org.mobilenet4j.architecture.Layer.GlobalAveragePool;
import org.mobilenet4j.architecture.Layer.Linear;
import org.mobilenet4j.architecture.Layer.Multiply;
import org.mobilenet4j.architecture.Layer.SqueezeExcite;
import org.mobilenet4j.architecture.Layer.Upsample;
import org.mobilenet4j.architecture.Location;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.architecture.Node;
import org.mobilenet4j.architecture.ParameterId;
import org.mobilenet4j.architecture.ParameterId.Kind;
import org.mobilenet4j.architecture.ParameterShapes;
import org.mobilenet4j.parameters.Parameters;
import org.mobilenet4j.tensor.Shape;
import org.mobilenet4j.tensor.Tensor;

/**
 * Keeps some channels of a network and removes the others with all that computes and reads them: filters, norms, squeeze-excite's
 * rows and columns, the columns of the matrices behind. An ordinary, smaller network is left. It computes what the whole one
 * would if the removed channels were zero where others read them.
 */
public final class PruneChannels {
    private final Parameters parameters;
    private final Map<Location, ChannelGroup> groups;
    private final Map<ChannelGroup, int[]> kept;

    private PruneChannels(Parameters parameters, Map<ChannelGroup, int[]> kept) {
        this.parameters = parameters;
        this.groups = ChannelGroups.byValue(kept.keySet());
        this.kept = kept;
    }

    /**
     * The smaller network; the given one's tensors are not touched.
     *
     * @param kept for groups of the network, {@link ChannelGroups#of}, the channels that stay, ascending; groups that are not
     *     in it stay whole
     * @throws IllegalArgumentException if a group would lose all its channels, or keeps what it does not have
     */
    public static Parameters of(Parameters parameters, Map<ChannelGroup, int[]> kept) {
        kept.forEach(PruneChannels::check);
        return new PruneChannels(parameters, kept).pruned();
    }

    private static void check(ChannelGroup group, int[] channels) {
        boolean isAscending = channels.length > 0 && channels[0] >= 0;
        for (int i = 1; i < channels.length; i++) {
            isAscending &= channels[i] > channels[i - 1];
        }
        if (!isAscending || channels[channels.length - 1] >= group.channels()) {
            throw new IllegalArgumentException(group + " keeps the channels " + Arrays.toString(channels)
                    + ", expected at least one of " + group.channels() + ", ascending");
        }
    }

    private Parameters pruned() {
        Network network = parameters.network().map(node -> node.withLayer(layer(node)));
        Map<ParameterId, Tensor> tensors = new LinkedHashMap<>();
        for (Node node : parameters.network().nodes()) {
            ParameterShapes.of(node.layer())
                    .keySet()
                    .forEach(kind -> tensors.put(new ParameterId(node.location(), kind), tensor(node, kind)));
        }
        return new Parameters(network, tensors);
    }

    /** The channels of a value that stay; null for all. */
    private int @Nullable [] kept(Location value) {
        ChannelGroup group = groups.get(value);
        return group == null ? null : kept.get(group);
    }

    private int count(Location value) {
        int[] channels = kept(value);
        return channels == null ? parameters.network().channels(value) : channels.length;
    }

    private Layer layer(Node node) {
        int in = count(node.input());
        int out = count(node.location());
        return switch (node.layer()) {
            case Convolution c -> c.withChannels(in, out);
            case SqueezeExcite s -> new SqueezeExcite(out, s.squeezed());
            case Linear l -> new Linear(in, out, l.activation());
            case Add a -> a;
            case Multiply m -> m;
            case Concatenate c -> c;
            case Upsample u -> u;
            case GlobalAveragePool p -> p;
            case Dropout d -> d;
        };
    }

    private Tensor tensor(Node node, Kind kind) {
        Tensor whole = parameters.get(node.location(), kind);
        int @Nullable [] out = kept(node.location());
        int @Nullable [] in = kept(node.input());
        boolean isDepthwise = node.layer() instanceof Convolution c && c.isDepthwise();
        return switch (kind) {
            case WEIGHT -> sliced(whole, out, isDepthwise ? null : in);
            case BIAS, NORM_SCALE, NORM_SHIFT, NORM_MEAN, NORM_VARIANCE, EXCITE_BIAS -> sliced(whole, out, null);
            case SQUEEZE_WEIGHT -> sliced(whole, null, out);
            case EXCITE_WEIGHT -> sliced(whole, out, null);
            case SQUEEZE_BIAS, NORM_BATCHES -> whole;
        };
    }

    /** The tensor at some places of its first axis and of its second; all where these are null. */
    private static Tensor sliced(Tensor whole, int @Nullable [] first, int @Nullable [] second) {
        if (first == null && second == null) {
            return whole;
        }
        Shape shape = whole.shape();
        int rows = shape.extent(0);
        int columns = shape.rank() > 1 ? shape.extent(1) : 1;
        int area = whole.data().length / (rows * columns);
        int keptRows = first == null ? rows : first.length;
        int keptColumns = second == null ? columns : second.length;
        float[] values = new float[keptRows * keptColumns * area];
        for (int row = 0; row < keptRows; row++) {
            int fromRow = first == null ? row : first[row];
            for (int column = 0; column < keptColumns; column++) {
                int fromColumn = second == null ? column : second[column];
                System.arraycopy(
                        whole.data(),
                        (fromRow * columns + fromColumn) * area,
                        values,
                        (row * keptColumns + column) * area,
                        area);
            }
        }
        int[] extents = new int[shape.rank()];
        for (int axis = 0; axis < extents.length; axis++) {
            extents[axis] = axis == 0 ? keptRows : axis == 1 ? keptColumns : shape.extent(axis);
        }
        return Tensor.of(Shape.of(extents), values);
    }
}
