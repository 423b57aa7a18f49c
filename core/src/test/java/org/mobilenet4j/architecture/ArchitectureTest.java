package org.mobilenet4j.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.mobilenet4j.architecture.Layer.Block;
import org.mobilenet4j.architecture.Layer.Convolution;

class ArchitectureTest {
    @ParameterizedTest
    @EnumSource(Family.class)
    void shortcutsStandOnlyAtStrideOneWithEqualChannels(Family family) {
        for (Block block : family.build(Options.DEFAULT).blocks()) {
            boolean isPossible = block.depthwise().stride() == 1 && block.inChannels() == block.outChannels();
            assertThat(block.hasShortcut()).isEqualTo(isPossible && family != Family.V1);
        }
    }

    @ParameterizedTest
    @CsvSource({"0.1, 1280", "0.35, 1280", "0.75, 1280", "1.0, 1280", "1.4, 1792"})
    void theLastLayerOfV2IsNeverThinned(double width, int features) {
        assertThat(Family.V2.build(Options.DEFAULT.withWidth(width)).featureLength())
                .isEqualTo(features);
    }

    @Test
    void aTenthOfTheWidthComesInMultiplesOfFour() {
        Architecture tenth = Family.V2.build(Options.DEFAULT.withWidth(0.1));

        assertThat(tenth.stem().outChannels()).isEqualTo(4);
        assertThat(tenth.blocks()).allMatch(block -> block.outChannels() % 4 == 0);
        assertThat(tenth.blocks()).anyMatch(block -> block.outChannels() % 8 != 0);
    }

    @ParameterizedTest
    @CsvSource({"TORCHVISION, 720, 960", "TENSORFLOW, 720, 1280"})
    void v3FollowsTheWidthByEitherRule(WidthRule rule, int last, int hidden) {
        Architecture architecture =
                Family.V3_LARGE.build(Options.DEFAULT.withWidth(0.75).withWidthRule(rule));

        assertThat(architecture.last()).isNotNull();
        assertThat(architecture.last().outChannels()).isEqualTo(last);
        assertThat(architecture.featureLength()).isEqualTo(hidden);
    }

    @Test
    void minimalisticHasNeitherSqueezeExciteNorHardSwishNorLargeKernels() {
        for (Family family : new Family[] {Family.V3_LARGE_MINIMALISTIC, Family.V3_SMALL_MINIMALISTIC}) {
            assertThat(family.build(Options.DEFAULT).blocks()).allSatisfy(block -> {
                assertThat(block.squeezeExcite()).isNull();
                assertThat(block.depthwise().kernel()).isEqualTo(3);
                assertThat(block.depthwise().activation()).isEqualTo(Activation.RELU);
            });
        }
    }

    @Test
    void skippedHalvingsKeepTheResolutionAndTheWeights() {
        Options options = Options.DEFAULT.withResolution(32).withClasses(10);
        Architecture usual = Family.V2.build(options);
        Architecture small = Family.V2.build(options.withSkippedHalvings(List.of(1, 2)));

        assertThat(small.stem().stride()).isEqualTo(1);
        assertThat(small.blocks().stream().map(block -> block.depthwise().stride()))
                .startsWith(1, 1, 1, 2);
        assertThat(Summary.of(small).multiplyAdds()).isEqualTo(87_976_448);
        assertThat(ParameterShapes.of(small)).isEqualTo(ParameterShapes.of(usual));
    }

    @Test
    void anyOfTheHalvingsCanBeSkipped() {
        Options options = Options.DEFAULT.withResolution(32).withSkippedHalvings(List.of(1, 4));

        Architecture small = Family.V2.build(options);

        assertThat(small.stem().stride()).isEqualTo(1);
        assertThat(small.blocks().stream().map(block -> block.depthwise().stride()))
                .containsExactly(1, 2, 1, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 1, 1, 1);
    }

    @Test
    void everyFamilyHalvesItsInputFiveTimes() {
        Options options = Options.DEFAULT.withResolution(32).withSkippedHalvings(List.of(1, 2, 3, 4, 5));
        for (Family family : Family.values()) {
            Architecture architecture = family.build(options);
            assertThat(architecture.stem().stride()).isEqualTo(1);
            assertThat(architecture.blocks())
                    .allSatisfy(block -> assertThat(block.depthwise().stride()).isEqualTo(1));
        }
    }

    @Test
    void optionsNameWhatIsWrong() {
        assertThatThrownBy(() -> Options.DEFAULT.withResolution(31))
                .hasMessage("resolution is 31, expected 32 to 4096 pixels");
        Options small = Options.DEFAULT.withResolution(32).withSkippedHalvings(List.of(1, 2));
        assertThat(small.withResolution(8).resolution()).isEqualTo(8);
        assertThatThrownBy(() -> small.withResolution(7)).hasMessage("resolution is 7, expected 8 to 4096 pixels");
        for (List<Integer> none : List.of(List.of(0), List.of(6), List.of(2, 1), List.of(3, 3))) {
            assertThatThrownBy(() -> Options.DEFAULT.withSkippedHalvings(none))
                    .hasMessage("skippedHalvings is " + none + ", expected some of 1 to 5, ascending, such as 1,2");
        }
        assertThatThrownBy(() -> Options.DEFAULT.withWidth(Double.NaN)).hasMessageStartingWith("width is NaN");
    }

    @ParameterizedTest
    @CsvSource({"8, 3, 2, 0, 4", "7, 3, 2, 1, 4", "7, 5, 2, 2, 4", "8, 5, 2, 1, 4", "9, 3, 1, 1, 9"})
    void samePaddingCoversTheInputAndPutsTheOddZeroLast(int input, int kernel, int stride, int before, int output) {
        assertThat(PaddingMode.SAME.output(input, kernel, stride, 1)).isEqualTo(output);
        assertThat(PaddingMode.SAME.before(input, kernel, stride, 1)).isEqualTo(before);
    }

    @Test
    void aShortcutOverAStrideIsRefused() {
        Options options = Options.DEFAULT;
        assertThatThrownBy(() -> new Block(
                        null,
                        Convolution.depthwise(8, 3, 2, options, Activation.RELU),
                        null,
                        Convolution.pointwise(8, 8, options, Activation.NONE),
                        true))
                .hasMessageContaining("stride 2");
    }
}
