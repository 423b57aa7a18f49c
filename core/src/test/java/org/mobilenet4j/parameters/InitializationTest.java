package org.mobilenet4j.parameters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.mobilenet4j.MobileNet;
import org.mobilenet4j.architecture.Location;
import org.mobilenet4j.architecture.Location.Part;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.architecture.ParameterId;
import org.mobilenet4j.architecture.ParameterId.Kind;
import org.mobilenet4j.parameters.Initialization.Scheme;
import org.mobilenet4j.tensor.Tensor;

class InitializationTest {
    private static final Network SMALL = MobileNet.MOBILENET_V3_SMALL.build();

    private final Parameters drawn = Initialization.torchvision(SMALL, 7);

    @Test
    void drawsConvolutionsWithVarianceTwoOverFanOut() {
        // fan_out: 576 outputs of a 1 x 1; for a depthwise 5 x 5, as PyTorch counts, all 576 channels times 25.
        assertDeviation(drawn.get(Location.LAST, Kind.WEIGHT), Math.sqrt(2.0 / 576));
        assertDeviation(drawn.get(Location.inBlock(4, 2, Part.DEPTHWISE), Kind.WEIGHT), Math.sqrt(2.0 / (576 * 25)));
        assertDeviation(
                drawn.get(Location.inBlock(4, 2, Part.SQUEEZE_EXCITE), Kind.SQUEEZE_WEIGHT), Math.sqrt(2.0 / 144));
        assertDeviation(
                drawn.get(Location.inBlock(4, 2, Part.SQUEEZE_EXCITE), Kind.EXCITE_WEIGHT), Math.sqrt(2.0 / 576));
    }

    @Test
    void drawsMatricesWithDeviationOneHundredth() {
        assertDeviation(drawn.get(Location.HIDDEN, Kind.WEIGHT), 0.01);
        assertDeviation(drawn.get(Location.CLASSIFIER, Kind.WEIGHT), 0.01);
        assertDeviation(Initialization.classifierWeight(100, 1024, 7), 0.01);
    }

    @Test
    void startsNormsAsTheIdentityAndBiasesAtZero() {
        drawn.tensors().forEach((id, tensor) -> {
            switch (id.kind()) {
                case NORM_SCALE, NORM_VARIANCE -> assertThat(tensor.data()).containsOnly(1);
                case BIAS, SQUEEZE_BIAS, EXCITE_BIAS, NORM_SHIFT, NORM_MEAN, NORM_BATCHES ->
                    assertThat(tensor.data()).containsOnly(0);
                case WEIGHT, SQUEEZE_WEIGHT, EXCITE_WEIGHT ->
                    assertThat(tensor.data()).isNotEmpty();
            }
        });
    }

    @Test
    void drawsByInputsAndPassesThemOnForFewEpochs() {
        Parameters few = Initialization.of(Scheme.FEW_EPOCHS, SMALL, 7);

        // fan_in: 96 inputs of a 1 x 1; 25 of a depthwise 5 x 5.
        assertDeviation(few.get(Location.LAST, Kind.WEIGHT), Math.sqrt(1.0 / (3 * 96)));
        assertDeviation(few.get(Location.inBlock(4, 2, Part.DEPTHWISE), Kind.WEIGHT), Math.sqrt(1.0 / (3 * 25)));
        List<ParameterId> zero = few.tensors().keySet().stream()
                .filter(id -> id.kind() == Kind.NORM_SCALE
                        && few.get(id.location(), id.kind()).data()[0] == 0)
                .toList();
        // MobileNetV3-Small's table 2: of eleven blocks, six keep the resolution and the number of channels.
        assertThat(zero).hasSize(6).allSatisfy(id -> {
            assertThat(id.location().name()).isEqualTo("project");
            assertThat(few.get(id.location(), id.kind()).data()).containsOnly(0);
        });
    }

    @Test
    void givesTheSameWeightsForTheSameSeedOnly() {
        Tensor again = Initialization.torchvision(SMALL, 7).get(Location.STEM, Kind.WEIGHT);
        Tensor other = Initialization.torchvision(SMALL, 8).get(Location.STEM, Kind.WEIGHT);

        assertThat(again.data()).isEqualTo(drawn.get(Location.STEM, Kind.WEIGHT).data());
        assertThat(Arrays.equals(again.data(), other.data())).isFalse();
    }

    /** Mean and deviation of n draws scatter by about 1 / sqrt(n); five times that is never seen by chance. */
    private static void assertDeviation(Tensor tensor, double expected) {
        float[] values = tensor.data();
        double mean = IntStream.range(0, values.length)
                .mapToDouble(i -> values[i])
                .average()
                .orElseThrow();
        double variance = IntStream.range(0, values.length)
                .mapToDouble(i -> (values[i] - mean) * (values[i] - mean))
                .average()
                .orElseThrow();
        double margin = 5 * expected / Math.sqrt(values.length);
        assertThat(mean).isCloseTo(0, within(margin));
        assertThat(Math.sqrt(variance)).isCloseTo(expected, within(margin));
    }
}
