package org.mobilenet4j.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.mobilenet4j.architecture.Layer.Convolution;

class NetworkTest {
    private static List<Convolution> depthwise(Network network) {
        return network.nodes().stream()
                .map(Node::layer)
                .filter(layer -> layer instanceof Convolution convolution && convolution.isDepthwise())
                .map(Convolution.class::cast)
                .toList();
    }

    private static Convolution convolution(Network network, Location location) {
        return (Convolution) network.node(location).layer();
    }

    private static List<Integer> strides(Network network) {
        return depthwise(network).stream().map(Convolution::stride).toList();
    }

    private static int features(Network network) {
        return network.channels(network.features());
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void shortcutsStandOnlyAtStrideOneWithEqualChannels(Family family) {
        Network network = family.build(Options.DEFAULT);
        boolean hasShortcuts = family != Family.V1 && family != Family.V1_WITH_LAST;
        for (Node node : network.nodes()) {
            if (node.location().name().equals("depthwise")) {
                Location block = new Location(node.location().module());
                Node first = network.find(block.child("expand")).orElse(node);
                boolean isPossible = convolution(network, node.location()).stride() == 1
                        && network.channels(first.input()) == network.channels(block.child("project"));
                assertThat(network.has(block.child("add"))).isEqualTo(isPossible && hasShortcuts);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"0.1, 1280", "0.35, 1280", "0.75, 1280", "1.0, 1280", "1.4, 1792"})
    void theLastLayerOfV2IsNeverThinned(double width, int features) {
        assertThat(features(Family.V2.build(Options.DEFAULT.withWidth(width)))).isEqualTo(features);
    }

    @Test
    void aTenthOfTheWidthComesInMultiplesOfFour() {
        Network tenth = Family.V2.build(Options.DEFAULT.withWidth(0.1));
        List<Integer> projected = tenth.nodes().stream()
                .filter(node -> node.location().name().equals("project"))
                .map(node -> tenth.channels(node.location()))
                .toList();

        assertThat(tenth.channels(Location.STEM)).isEqualTo(4);
        assertThat(projected).allMatch(channels -> channels % 4 == 0).anyMatch(channels -> channels % 8 != 0);
    }

    @ParameterizedTest
    @CsvSource({"TORCHVISION, 720, 960", "TENSORFLOW, 720, 1280"})
    void v3FollowsTheWidthByEitherRule(WidthRule rule, int last, int hidden) {
        Network network = Family.V3_LARGE.build(Options.DEFAULT.withWidth(0.75).withWidthRule(rule));

        assertThat(network.channels(Location.LAST)).isEqualTo(last);
        assertThat(features(network)).isEqualTo(hidden);
    }

    @Test
    void minimalisticHasNeitherSqueezeExciteNorHardSwishNorLargeKernels() {
        for (Family family : new Family[] {Family.V3_LARGE_MINIMALISTIC, Family.V3_SMALL_MINIMALISTIC}) {
            Network network = family.build(Options.DEFAULT);
            assertThat(network.nodes()).noneMatch(node -> node.layer() instanceof Layer.SqueezeExcite);
            assertThat(depthwise(network)).allSatisfy(layer -> {
                assertThat(layer.kernel()).isEqualTo(3);
                assertThat(layer.activation()).isEqualTo(Activation.RELU);
            });
        }
    }

    @Test
    void skippedHalvingsKeepTheResolutionAndTheWeights() {
        Options options = Options.DEFAULT.withClasses(10);
        Network usual = Family.V2.build(options);
        Network small = Family.V2.build(options.withSkippedHalvings(List.of(1, 2)));

        assertThat(convolution(small, Location.STEM).stride()).isEqualTo(1);
        assertThat(strides(small)).startsWith(1, 1, 1, 2);
        assertThat(Summary.of(small, 32, 32).multiplyAdds()).isEqualTo(87_976_448);
        assertThat(ParameterShapes.of(small)).isEqualTo(ParameterShapes.of(usual));
    }

    @Test
    void anyOfTheHalvingsCanBeSkipped() {
        Network small = Family.V2.build(Options.DEFAULT.withSkippedHalvings(List.of(1, 4)));

        assertThat(convolution(small, Location.STEM).stride()).isEqualTo(1);
        assertThat(strides(small)).containsExactly(1, 2, 1, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 1, 1, 1);
    }

    @Test
    void everyFamilyHalvesItsInputFiveTimes() {
        Options options = Options.DEFAULT.withSkippedHalvings(List.of(1, 2, 3, 4, 5));
        for (Family family : Family.values()) {
            Network network = family.build(options);
            assertThat(convolution(network, Location.STEM).stride()).isEqualTo(1);
            assertThat(strides(network)).containsOnly(1);
        }
    }

    @Test
    void optionsNameWhatIsWrong() {
        for (List<Integer> none : List.of(List.of(0), List.of(6), List.of(2, 1), List.of(3, 3))) {
            assertThatThrownBy(() -> Options.DEFAULT.withSkippedHalvings(none))
                    .hasMessage("skippedHalvings is " + none + ", expected some of 1 to 5, ascending, such as 1,2");
        }
        assertThatThrownBy(() -> Options.DEFAULT.withWidth(Double.NaN)).hasMessageStartingWith("width is NaN");
    }

    @Test
    void refusesInputsThatAreTooSmallForItsStrides() {
        Network usual = Family.V2.build(Options.DEFAULT);
        Network small = Family.V2.build(Options.DEFAULT.withSkippedHalvings(List.of(1, 2)));

        assertThatThrownBy(() -> Shapes.of(usual, 224, 31))
                .hasMessage("the input is 224 x 31 pixels, expected 32 x 32 to 4096 x 4096 for this network");
        assertThat(Shapes.of(small, 8, 9).of(Location.LAST)).isEqualTo(new MapShape(1, 2, 1280));
        assertThatThrownBy(() -> Shapes.of(small, 7, 8)).hasMessageContaining("expected 8 x 8");
    }

    @ParameterizedTest
    @CsvSource({"8, 3, 2, 0, 4", "7, 3, 2, 1, 4", "7, 5, 2, 2, 4", "8, 5, 2, 1, 4", "9, 3, 1, 1, 9"})
    void samePaddingCoversTheInputAndPutsTheOddZeroLast(int input, int kernel, int stride, int before, int output) {
        assertThat(PaddingMode.SAME.output(input, kernel, stride, 1)).isEqualTo(output);
        assertThat(PaddingMode.SAME.before(input, kernel, stride, 1)).isEqualTo(before);
    }

    @Test
    void refusesLayersThatDoNotFitTogether() {
        Convolution four = Convolution.pointwise(3, 4, Options.DEFAULT, Activation.RELU);
        Location a = new Location("a");
        Location b = new Location("b");
        Node first = new Node(a, four, List.of(Location.INPUT));

        assertThatThrownBy(() -> network(first, new Node(b, four, List.of(a))))
                .hasMessage("b reads 4 channels, expected 3");
        assertThatThrownBy(() -> network(first, new Node(b, new Layer.Add(), List.of(a, Location.INPUT))))
                .hasMessage("b reads 3 channels, expected 4");
        assertThatThrownBy(() -> network(first, new Node(b, four, List.of(new Location("c")))))
                .hasMessage("b reads c, which is not computed before it");
        assertThatThrownBy(() -> network(first, new Node(a, four, List.of(Location.INPUT))))
                .hasMessage("two layers stand at a");
        assertThatThrownBy(() -> new Node(b, new Layer.Add(), List.of(a, a))).hasMessageContaining("different values");
        assertThatThrownBy(() -> new Location("Stem")).hasMessageStartingWith("location is 'Stem', expected");
    }

    private static Network network(Node first, Node second) {
        return new Network(3, List.of(first, second), new LinkedHashMap<>(Map.of("out", second.location())));
    }

    /** Chen et al. 2017, section 3.1; torchvision and TensorFlow differ in whether the first such layer is dilated. */
    @ParameterizedTest
    @CsvSource({"TORCHVISION, 16, 2", "TENSORFLOW, 16, 1", "TORCHVISION, 8, 2", "TENSORFLOW, 8, 1"})
    void anOutputStrideTurnsTheLastStridesIntoDilations(OutputStride custom, int stride, int firstDilation) {
        Network network = custom.of(Family.V2.build(Options.DEFAULT), stride);
        Shapes shapes = Shapes.of(network, 225, 353);
        Location taken = Location.inBlock(stride == 16 ? 5 : 3, 0, Location.Part.DEPTHWISE);

        assertThat(shapes.of(Location.LAST))
                .isEqualTo(new MapShape(Math.ceilDiv(225, stride), Math.ceilDiv(353, stride), 1280));
        assertThat(convolution(network, taken).dilation()).isEqualTo(firstDilation);
        assertThat(convolution(network, Location.inBlock(6, 0, Location.Part.DEPTHWISE))
                        .dilation())
                .isEqualTo(32 / stride);
        assertThat(ParameterShapes.of(network)).isEqualTo(ParameterShapes.of(Family.V2.build(Options.DEFAULT)));
    }
}
