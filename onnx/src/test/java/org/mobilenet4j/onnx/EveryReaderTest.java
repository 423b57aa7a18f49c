package org.mobilenet4j.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.mobilenet4j.MobileNet;
import org.mobilenet4j.Model;
import org.mobilenet4j.Models;
import org.mobilenet4j.Task;
import org.mobilenet4j.architecture.Activation;
import org.mobilenet4j.architecture.Layer;
import org.mobilenet4j.architecture.Layer.Convolution;
import org.mobilenet4j.architecture.Location;
import org.mobilenet4j.architecture.MapShape;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.architecture.NetworkBuilder;
import org.mobilenet4j.architecture.Node;
import org.mobilenet4j.architecture.Options;
import org.mobilenet4j.architecture.OutputStride;
import org.mobilenet4j.architecture.PaddingMode;
import org.mobilenet4j.architecture.ParameterShapes;
import org.mobilenet4j.architecture.Summary;
import org.mobilenet4j.image.Preprocessing;
import org.mobilenet4j.inference.CompiledNetwork;
import org.mobilenet4j.inference.Compiler;
import org.mobilenet4j.inference.FeatureMap;
import org.mobilenet4j.kernel.KernelSelection;
import org.mobilenet4j.kernel.Kernels;
import org.mobilenet4j.kernel.scalar.ScalarKernels;
import org.mobilenet4j.naming.NameLayout;
import org.mobilenet4j.parallel.Workers;
import org.mobilenet4j.parameters.FoldNorms;
import org.mobilenet4j.parameters.Parameters;
import org.mobilenet4j.quantization.Calibrator;
import org.mobilenet4j.quantization.RangeMethod;
import org.mobilenet4j.training.network.Gradients;
import org.mobilenet4j.training.network.Mode;
import org.mobilenet4j.training.network.Precision;
import org.mobilenet4j.training.network.TrainableNetwork;

/**
 * One network through everything that reads one: summary, names, files, folding, inference on scalar and SIMD kernels, fused
 * or not and on two threads, training, quantisation and ONNX. All of them compute the same.
 */
class EveryReaderTest {
    private static final double TOLERANCE = 1e-4;

    @TempDir
    Path folder;

    /** The second size is odd and not square. */
    static Stream<Arguments> variants() {
        return Arrays.stream(MobileNet.values())
                .flatMap(variant -> Stream.of(0.35, 1.0)
                        .flatMap(width -> Stream.of(new MapShape(64, 64, 3), new MapShape(45, 71, 3))
                                .map(input -> arguments(variant, width, input))));
    }

    @ParameterizedTest
    @MethodSource("variants")
    void everyVariant(MobileNet variant, double width, MapShape input) throws IOException {
        Network network = variant.build(options -> options.withWidth(width).withClasses(21));
        check(network, input);
    }

    /** Every expanded width of V2 cut to seven eighths, with odd numbers of channels among them. */
    @Test
    void aNetworkPrunedByHand() throws IOException {
        Network whole = MobileNet.MOBILENET_V2.build(options -> options.withClasses(21));
        Map<Location, Integer> channels = new HashMap<>();
        Network pruned = whole.map(node -> {
            int in = channels.getOrDefault(node.input(), whole.channels(node.input()));
            if (!(node.layer() instanceof Convolution convolution)) {
                return node;
            }
            int out = convolution.isDepthwise()
                    ? in
                    : node.location().name().equals("expand")
                            ? convolution.outChannels() * 7 / 8 - convolution.outChannels() / 100
                            : convolution.outChannels();
            channels.put(node.location(), out);
            return node.withLayer(convolution.withChannels(in, out));
        });

        assertThat(pruned.nodes()).anyMatch(node -> pruned.channels(node.location()) % 2 == 1);
        assertThat(NameLayout.nativeOf(pruned)).isEqualTo(NameLayout.TORCHVISION);
        check(pruned, new MapShape(96, 64, 3));
    }

    @Test
    void aTapInsideOfABlock() throws IOException {
        Network network = MobileNet.MOBILENET_V3_SMALL
                .build(options -> options.withClasses(21))
                .withOutput("expanded", Location.inBlock(3, 0, Location.Part.EXPAND))
                .withOutput("before the sum", Location.inBlock(2, 1, Location.Part.PROJECT))
                .withOutput("filtered", Location.inBlock(1, 1, Location.Part.DEPTHWISE));

        check(network, new MapShape(64, 96, 3));
    }

    @Test
    void anOutputStrideOf16() throws IOException {
        Network dilated = OutputStride.TENSORFLOW.of(
                MobileNet.MOBILENET_V2.build(options -> options.withWidth(0.5).withClasses(21)), 16);

        check(dilated, new MapShape(225, 353, 3));
    }

    /** What DeepLab and LR-ASPP are made of, over a small trunk, with an auxiliary output. */
    @Test
    void aHeadWithBranches() throws IOException {
        Options options = Options.DEFAULT.withWidth(0.35);
        Location low = Location.inBlock(1, 1, Location.Part.ADD);
        Location high = Location.inBlock(6, 0, Location.Part.PROJECT);
        Network trunk = OutputStride.TENSORFLOW.of(MobileNet.MOBILENET_V2.build(known -> options), 16);
        NetworkBuilder head = NetworkBuilder.from(trunk);
        head.add(new Location("head.aspp.0"), dense(trunk.channels(high), 24, 1, 1, options), high)
                .add(new Location("head.aspp.1"), dense(trunk.channels(high), 24, 3, 6, options), high)
                .add(new Location("head.pool"), new Layer.GlobalAveragePool(), high)
                .add(new Location("head.pooled"), dense(trunk.channels(high), 24, 1, 1, options))
                .add(new Location("head.spread"), new Layer.Upsample(), new Location("head.pooled"), high)
                .add(
                        new Location("head.all"),
                        new Layer.Concatenate(),
                        new Location("head.aspp.0"),
                        new Location("head.aspp.1"),
                        new Location("head.spread"))
                .add(new Location("head.project"), dense(72, 32, 1, 1, options))
                .add(
                        new Location("head.gate"),
                        plain(trunk.channels(high), 32, Activation.SIGMOID),
                        new Location("head.pool"))
                .add(
                        new Location("head.gated"),
                        new Layer.Multiply(),
                        new Location("head.project"),
                        new Location("head.gate"))
                .add(new Location("head.up"), new Layer.Upsample(), new Location("head.gated"), low)
                .add(new Location("head.low"), plain(trunk.channels(low), 5, Activation.NONE), low)
                .output("aux")
                .add(new Location("head.high"), plain(32, 5, Activation.NONE), new Location("head.up"))
                .add(new Location("head.sum"), new Layer.Add(), new Location("head.high"), new Location("head.low"))
                .add(new Location("head.out"), new Layer.Upsample(), new Location("head.sum"), Location.INPUT)
                .output("out");

        check(head.build(), new MapShape(65, 81, 3));
    }

    private static Convolution dense(int in, int out, int kernel, int dilation, Options options) {
        return new Convolution(
                in, out, kernel, 1, dilation, 1, PaddingMode.TORCH, options.norm(), false, Activation.RELU);
    }

    private static Convolution plain(int in, int out, Activation activation) {
        return new Convolution(in, out, 1, 1, 1, 1, PaddingMode.TORCH, null, activation == Activation.NONE, activation);
    }

    private void check(Network network, MapShape input) throws IOException {
        Parameters parameters = LivelyModel.parameters(network);
        float[] image = LivelyModel.input(input, 5);
        Kernels simd = KernelSelection.chosen().kernels();
        CompiledNetwork engine = Compiler.compile(parameters, input.height(), input.width(), simd);
        SequencedMap<String, FeatureMap> expected = engine.run(image);

        assertThat(Summary.of(network, input.height(), input.width()).parameters())
                .isEqualTo(parameters.tensors().entrySet().stream()
                        .filter(entry -> entry.getKey().kind().isTrained())
                        .mapToLong(entry -> entry.getValue().data().length)
                        .sum());
        assertAgrees("two threads", engine.withThreads(2).run(image), expected, 0);
        assertAgrees(
                "scalar kernels",
                Compiler.compile(parameters, input.height(), input.width(), new ScalarKernels())
                        .run(image),
                expected,
                TOLERANCE);
        assertAgrees(
                "layer by layer",
                Compiler.compileLayerByLayer(parameters, input.height(), input.width())
                        .run(image),
                expected,
                TOLERANCE);
        assertAgrees(
                "every value wanted",
                Compiler.compile(
                                parameters,
                                input.height(),
                                input.width(),
                                simd,
                                Set.copyOf(network.nodes().stream()
                                        .map(Node::location)
                                        .toList()))
                        .run(image),
                expected,
                TOLERANCE);
        Parameters folded = FoldNorms.of(parameters);
        assertAgrees(
                "folded",
                Compiler.compile(folded, input.height(), input.width()).run(image),
                expected,
                TOLERANCE);
        assertFilesKeep(parameters, input, image, expected);
        assertTrains(parameters, input, image, expected);
        assertOnnxAgrees(parameters, input, image, expected, OnnxOptions.DEFAULT);
        assertOnnxAgrees(parameters, input, image, expected, OnnxOptions.DEFAULT.withNormFolded(false));
        Calibrator calibrator = Calibrator.of(parameters, input.height(), input.width());
        calibrator.observe(image);
        assertThat(calibrator.quantization(RangeMethod.MIN_MAX).ranges()).isNotEmpty();
    }

    private void assertFilesKeep(
            Parameters parameters, MapShape input, float[] image, SequencedMap<String, FeatureMap> expected)
            throws IOException {
        Network network = parameters.network();
        Preprocessing preprocessing = Preprocessing.imagenet(32).withInput(input.height(), input.width());
        List<String> labels = java.util.stream.IntStream.range(0, 21)
                .mapToObj(Integer::toString)
                .toList();
        Task task =
                network.classifier().isPresent() ? new Task.ImageClassification(labels) : new Task.FeatureExtraction();
        Model model = new Model(null, parameters, preprocessing, task, NameLayout.nativeOf(network), Map.of("a", 1L));

        model.save(folder.resolve("model"));
        Model read = Models.open(folder.resolve("model"));

        assertThat(read).usingRecursiveComparison().ignoringFields("parameters").isEqualTo(model);
        assertThat(read.network()).isEqualTo(network);
        assertThat(ParameterShapes.of(read.network())).isEqualTo(ParameterShapes.of(network));
        assertAgrees(
                "saved and loaded",
                Compiler.compile(read.parameters(), input.height(), input.width())
                        .run(image),
                expected,
                0);
    }

    private static void assertTrains(
            Parameters parameters, MapShape input, float[] image, SequencedMap<String, FeatureMap> expected) {
        TrainableNetwork training =
                new TrainableNetwork(withoutDropout(parameters).copy(), input, 2, new Workers(2), Precision.FLOAT32);
        training.forward(List.of(image, image), Mode.FROZEN_STATISTICS, 1);
        Map<String, float[]> gradients = new HashMap<>();
        training.outputs().forEach((name, values) -> {
            float[] wanted = Objects.requireNonNull(expected.get(name)).values();
            assertThat(largestDifference(wanted, Arrays.copyOf(values, wanted.length)))
                    .as("training mode's " + name)
                    .isLessThanOrEqualTo(TOLERANCE * largest(wanted));
            float[] gradient = new float[values.length];
            Arrays.fill(gradient, 1e-3f);
            gradients.put(name, gradient);
        });
        Gradients found = training.backward(gradients);
        assertThat(found.norm()).isFinite().isPositive();
    }

    private static Parameters withoutDropout(Parameters parameters) {
        UnaryOperator<Node> change =
                node -> node.layer() instanceof Layer.Dropout ? node.withLayer(new Layer.Dropout(0)) : node;
        return new Parameters(parameters.network().map(change), parameters.tensors());
    }

    private void assertOnnxAgrees(
            Parameters parameters,
            MapShape input,
            float[] image,
            SequencedMap<String, FeatureMap> expected,
            OnnxOptions options)
            throws IOException {
        Path file = folder.resolve("model.onnx");
        OnnxExport.write(parameters, input.height(), input.width(), options, file);
        try (OnnxRuntimeModel runtime = OnnxRuntimeModel.open(file, 1)) {
            Map<String, float[]> found = runtime.outputs(image, input);
            assertThat(found.keySet()).containsExactlyInAnyOrderElementsOf(expected.keySet());
            expected.forEach((name, map) -> assertThat(
                            largestDifference(map.values(), interleaved(Objects.requireNonNull(found.get(name)), map)))
                    .as("ONNX Runtime's " + name)
                    .isLessThanOrEqualTo(TOLERANCE * largest(map.values())));
        }
    }

    /** Channels innermost, from planes. */
    private static float[] interleaved(float[] planes, FeatureMap like) {
        int pixels = like.height() * like.width();
        float[] values = new float[planes.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = planes[i % like.channels() * pixels + i / like.channels()];
        }
        return values;
    }

    private static void assertAgrees(
            String what,
            SequencedMap<String, FeatureMap> found,
            SequencedMap<String, FeatureMap> expected,
            double tolerance) {
        assertThat(found.sequencedKeySet()).as(what).containsExactlyElementsOf(expected.sequencedKeySet());
        expected.forEach((name, map) -> assertThat(largestDifference(
                        map.values(), Objects.requireNonNull(found.get(name)).values()))
                .as(what + ": " + name)
                .isLessThanOrEqualTo(tolerance * largest(map.values())));
    }

    private static double largestDifference(float[] expected, float[] found) {
        assertThat(found).hasSameSizeAs(expected);
        double largest = 0;
        for (int i = 0; i < expected.length; i++) {
            largest = Math.max(largest, Math.abs((double) expected[i] - found[i]));
        }
        return largest;
    }

    private static double largest(float[] values) {
        double largest = 0;
        for (float value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        assertThat(largest).isPositive();
        return largest;
    }
}
