package org.mobilenet4j.report.papers;

import java.util.ArrayList;
import java.util.List;
import org.mobilenet4j.MobileNet;
import org.mobilenet4j.architecture.Activation;
import org.mobilenet4j.architecture.Layer.Convolution;
import org.mobilenet4j.architecture.Location;
import org.mobilenet4j.architecture.Location.Part;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.architecture.Node;
import org.mobilenet4j.architecture.Summary;

/**
 * The two counts of MobileNetV2's parameters that are met with. Table 2 of the paper gives its first bottleneck an expansion
 * factor of 1: who takes that literally puts a 1 x 1 convolution from 32 to 32 channels there, with a batch norm; the
 * authors' own code and torchvision leave it out.
 *
 * @param without 3,504,872
 * @param with 3,505,960
 * @param convolution the weights of the expansion, 32 x 32
 * @param norm the scales and shifts behind it, 2 x 32
 */
record ParameterCounts(long without, long with, long convolution, long norm) {
    static ParameterCounts compute() {
        Network network = MobileNet.MOBILENET_V2.build();
        Location filter = Location.inBlock(0, 0, Part.DEPTHWISE);
        int channels = network.channels(network.node(filter).input());
        Network expanded = withExpansion(network, filter, channels);
        return new ParameterCounts(
                parameters(network), parameters(expanded), (long) channels * channels, 2L * channels);
    }

    private static Network withExpansion(Network network, Location filter, int channels) {
        Location expansion = Location.inBlock(0, 0, Part.EXPAND);
        List<Node> nodes = new ArrayList<>();
        for (Node node : network.nodes()) {
            if (node.location().equals(filter)) {
                nodes.add(new Node(
                        expansion,
                        Convolution.pointwise(channels, channels, MobileNet.MOBILENET_V2.options(), Activation.RELU6),
                        node.inputs()));
                nodes.add(new Node(filter, node.layer(), List.of(expansion)));
            } else {
                nodes.add(node);
            }
        }
        return new Network(network.inputChannels(), nodes, network.outputs());
    }

    private static long parameters(Network network) {
        return Summary.of(network, MobileNet.RESOLUTION, MobileNet.RESOLUTION).parameters();
    }

    boolean isExplained() {
        return with - without == convolution + norm;
    }
}
