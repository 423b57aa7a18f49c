package org.mobilenet4j.search;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mobilenet4j.architecture.BatchNorm;
import org.mobilenet4j.architecture.Layer.Convolution;
import org.mobilenet4j.architecture.MapShape;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.architecture.Node;
import org.mobilenet4j.architecture.ParameterId;
import org.mobilenet4j.parallel.Workers;
import org.mobilenet4j.parameters.Parameters;
import org.mobilenet4j.tensor.Tensor;
import org.mobilenet4j.training.network.Mode;
import org.mobilenet4j.training.network.Precision;
import org.mobilenet4j.training.network.TrainableNetwork;

/** Batch norms' means and variances as they are on some images: weights that are shared bring those of other networks. */
final class NormStatistics {
    private NormStatistics() {}

    /**
     * The same weights with statistics of these images.
     *
     * @param parameters read only
     * @param images as the network takes them, 2 or more; all are held in memory at once
     */
    static Parameters estimated(Parameters parameters, MapShape input, List<float[]> images, Workers workers) {
        Parameters forgetful =
                new Parameters(parameters.network().map(NormStatistics::forgetting), parameters.tensors()).copy();
        new TrainableNetwork(forgetful, input, images.size(), workers, Precision.BFLOAT16)
                .forward(images, Mode.BATCH_STATISTICS, 0);
        Network network = parameters.network();
        Map<ParameterId, Tensor> tensors = new LinkedHashMap<>(forgetful.tensors());
        return new Parameters(network, tensors);
    }

    /** With norms whose running statistics are those of the last batch. */
    private static Node forgetting(Node node) {
        if (!(node.layer() instanceof Convolution c) || c.norm() == null) {
            return node;
        }
        return node.withLayer(new Convolution(
                c.inChannels(),
                c.outChannels(),
                c.kernel(),
                c.stride(),
                c.dilation(),
                c.groups(),
                c.padding(),
                new BatchNorm(c.norm().eps(), 1),
                c.hasBias(),
                c.activation()));
    }
}
