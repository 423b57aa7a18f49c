package org.mobilenet4j.compression;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.mobilenet4j.architecture.Layer.Dropout;
import org.mobilenet4j.architecture.Location;
import org.mobilenet4j.architecture.MapShape;
import org.mobilenet4j.architecture.Node;
import org.mobilenet4j.architecture.ParameterId;
import org.mobilenet4j.architecture.ParameterId.Kind;
import org.mobilenet4j.parallel.Workers;
import org.mobilenet4j.parameters.Parameters;
import org.mobilenet4j.pruning.ChannelGroup;
import org.mobilenet4j.tensor.Tensor;
import org.mobilenet4j.training.BatchLoss;
import org.mobilenet4j.training.TrainingExamples;
import org.mobilenet4j.training.network.Gradients;
import org.mobilenet4j.training.network.Mode;
import org.mobilenet4j.training.network.Precision;
import org.mobilenet4j.training.network.TrainableNetwork;

/**
 * First-order Taylor scores of channels (Molchanov et al. 2019, equation 9): the squared derivative of the loss by a gate that
 * multiplies the channel behind its norm, mean over batches. The derivative needs no gate: it is the sum of what is learned
 * times its gradient, over the norm's scale and shift, or over the filter and its bias where there is no norm. Norms go by
 * their running statistics, as in inference; the loss is the cross entropy.
 *
 * @param scores of each group's channels
 * @param ofGates of each gate's own channels, without those that they stand or fall with: what its block alone contributes
 */
record TaylorScores(Map<ChannelGroup, double[]> scores, Map<Location, double[]> ofGates) {
    /**
     * Computes the scores.
     *
     * @param input the shape of the network's inputs
     * @param examples of which all are shown, in order, the rest of a last batch as well
     */
    static TaylorScores of(
            Parameters parameters,
            List<ChannelGroup> groups,
            MapShape input,
            TrainingExamples<Integer> examples,
            int batchSize,
            Workers workers) {
        Parameters whole = new Parameters(parameters.network().map(TaylorScores::withoutDropout), parameters.tensors());
        TrainableNetwork network = new TrainableNetwork(whole, input, batchSize, workers, Precision.FLOAT32);
        Map<ChannelGroup, double[]> scores = new LinkedHashMap<>();
        Map<Location, double[]> ofGates = new LinkedHashMap<>();
        groups.forEach(group -> {
            scores.put(group, new double[group.channels()]);
            group.gates().forEach(gate -> ofGates.put(gate, new double[group.channels()]));
        });
        int classes = parameters.network().classes();
        BatchLoss loss = new BatchLoss(0);
        int batches = Math.ceilDiv(examples.size(), batchSize);
        for (int batch = 0; batch < batches; batch++) {
            int first = batch * batchSize;
            int count = Math.min(batchSize, examples.size() - first);
            List<float[]> inputs = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                inputs.add(new float[input.length()]);
            }
            int[] labels = new int[count];
            workers.forEach(count, i -> labels[i] = examples.read(first + i, input, 0, inputs.get(i)));
            float[] logits = network.forward(inputs, Mode.FROZEN_STATISTICS, 0);
            loss.lossAndGradient(logits, labels, classes);
            Gradients gradients = network.backward(logits);
            scores.forEach((group, sums) -> addSquares(group, parameters, gradients, batches, sums, ofGates));
        }
        return new TaylorScores(scores, ofGates);
    }

    private static Node withoutDropout(Node node) {
        return node.layer() instanceof Dropout ? node.withLayer(new Dropout(0)) : node;
    }

    private static void addSquares(
            ChannelGroup group,
            Parameters parameters,
            Gradients gradients,
            int batches,
            double[] sums,
            Map<Location, double[]> ofGates) {
        double[] derivatives = new double[sums.length];
        for (Location gate : group.gates()) {
            double[] own = derivatives(gate, parameters, gradients, sums.length);
            double[] ownSums = Objects.requireNonNull(ofGates.get(gate));
            for (int c = 0; c < own.length; c++) {
                derivatives[c] += own[c];
                ownSums[c] += own[c] * own[c] / batches;
            }
        }
        for (int c = 0; c < sums.length; c++) {
            sums[c] += derivatives[c] * derivatives[c] / batches;
        }
    }

    /** The loss's derivative by a gate on each channel. */
    private static double[] derivatives(Location gate, Parameters parameters, Gradients gradients, int channels) {
        boolean hasNorm = parameters.tensors().containsKey(new ParameterId(gate, Kind.NORM_SCALE));
        double[] sums = new double[channels];
        for (Kind kind : hasNorm ? List.of(Kind.NORM_SCALE, Kind.NORM_SHIFT) : List.of(Kind.WEIGHT, Kind.BIAS)) {
            Tensor tensor = parameters.tensors().get(new ParameterId(gate, kind));
            if (tensor != null) {
                float[] values = tensor.data();
                float[] gradient = gradients.get(gate, kind);
                int each = values.length / channels;
                for (int i = 0; i < values.length; i++) {
                    sums[i / each] += (double) values[i] * gradient[i];
                }
            }
        }
        return sums;
    }
}
