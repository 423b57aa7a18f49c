package org.mobilenet4j.compression;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.mobilenet4j.architecture.Layer.Convolution;
import org.mobilenet4j.architecture.Location;
import org.mobilenet4j.architecture.MapShape;
import org.mobilenet4j.architecture.ParameterId;
import org.mobilenet4j.architecture.ParameterId.Kind;
import org.mobilenet4j.inference.CompiledNetwork;
import org.mobilenet4j.inference.Compiler;
import org.mobilenet4j.parallel.Workers;
import org.mobilenet4j.parameters.Parameters;
import org.mobilenet4j.pruning.ChannelGroup;
import org.mobilenet4j.pruning.ChannelGroups;
import org.mobilenet4j.tensor.Tensor;
import org.mobilenet4j.training.TrainingExamples;

/**
 * The importance of every channel of a network by every criterion.
 *
 * @param groups one for each group of channels, in the order of computation
 * @param byBlock what each block's own outputs score together, by {@link Location#module}: what removing it is judged by
 */
record ChannelMeasurement(List<ChannelScores> groups, Map<String, Double> byBlock) {
    /** The images of a batch. */
    private static final int BATCH = 32;

    /**
     * Measures a network.
     *
     * @param examples all of which are looked at
     */
    static ChannelMeasurement of(
            Parameters parameters, MapShape input, TrainingExamples<Integer> examples, Workers workers) {
        List<ChannelGroup> groups = ChannelGroups.of(parameters.network());
        TaylorScores taylor = TaylorScores.of(parameters, groups, input, examples, BATCH, workers);
        Map<String, double[]> activations = activations(parameters, input, examples, workers);
        List<ChannelScores> scores = groups.stream()
                .map(group -> new ChannelScores(
                        group,
                        Objects.requireNonNull(taylor.scores().get(group)),
                        magnitude(parameters, group),
                        normScale(parameters, group),
                        mean(group, gate -> Objects.requireNonNull(activations.get(gate.path()), gate::path))))
                .toList();
        Map<String, Double> byBlock = new HashMap<>();
        taylor.ofGates().forEach((gate, own) -> {
            if (gate.isInBlock() && gate.name().equals(Location.Part.PROJECT.lowerCaseName())) {
                byBlock.put(gate.module(), Arrays.stream(own).sum());
            }
        });
        return new ChannelMeasurement(scores, byBlock);
    }

    private interface OfGate {
        double[] values(Location gate);
    }

    private static double[] mean(ChannelGroup group, OfGate values) {
        double[] mean = new double[group.channels()];
        for (Location gate : group.gates()) {
            double[] own = values.values(gate);
            for (int c = 0; c < mean.length; c++) {
                mean[c] += own[c] / group.gates().size();
            }
        }
        return mean;
    }

    /** The L2 norm of all filters that compute the channel, its depthwise filter among them. */
    private static double[] magnitude(Parameters parameters, ChannelGroup group) {
        double[] squares = new double[group.channels()];
        for (Location value : group.values()) {
            Tensor weight = parameters.tensors().get(new ParameterId(value, Kind.WEIGHT));
            if (weight != null) {
                int each = weight.data().length / squares.length;
                for (int i = 0; i < weight.data().length; i++) {
                    squares[i / each] += (double) weight.data()[i] * weight.data()[i];
                }
            }
        }
        return Arrays.stream(squares).map(Math::sqrt).toArray();
    }

    private static double[] normScale(Parameters parameters, ChannelGroup group) {
        return mean(group, gate -> {
            double[] scales = new double[group.channels()];
            boolean hasNorm = parameters.network().node(gate).layer() instanceof Convolution c && c.norm() != null;
            for (int i = 0; i < scales.length; i++) {
                scales[i] =
                        hasNorm ? Math.abs(parameters.get(gate, Kind.NORM_SCALE).data()[i]) : Double.NaN;
            }
            return scales;
        });
    }

    /** The mean magnitude of each channel of each value, by its path. */
    private static Map<String, double[]> activations(
            Parameters parameters, MapShape input, TrainingExamples<Integer> examples, Workers workers) {
        CompiledNetwork network = Compiler.compileLayerByLayer(parameters, input.height(), input.width());
        Map<String, double[]> sums = new HashMap<>();
        workers.mapInOrder(
                examples.size(),
                i -> {
                    float[] image = new float[input.length()];
                    Objects.requireNonNull(examples.read(i, input, 0, image));
                    Map<String, double[]> means = new HashMap<>();
                    network.forEachFeatureMap(image, map -> {
                        means.put(map.tap(), meanMagnitude(map.values(), map.channels()));
                    });
                    return means;
                },
                means -> means.forEach((tap, mean) -> {
                    double[] sum = sums.computeIfAbsent(tap, first -> new double[mean.length]);
                    for (int c = 0; c < sum.length; c++) {
                        sum[c] += mean[c] / examples.size();
                    }
                }));
        return sums;
    }

    private static double[] meanMagnitude(float[] values, int channels) {
        double[] mean = new double[channels];
        for (int at = 0; at < values.length; at += channels) {
            for (int c = 0; c < channels; c++) {
                mean[c] += Math.abs(values[at + c]);
            }
        }
        int pixels = values.length / channels;
        for (int c = 0; c < channels; c++) {
            mean[c] /= pixels;
        }
        return mean;
    }
}
