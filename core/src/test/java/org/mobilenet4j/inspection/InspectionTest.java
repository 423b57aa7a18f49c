package org.mobilenet4j.inspection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.mobilenet4j.GoldenFill;
import org.mobilenet4j.MobileNet;
import org.mobilenet4j.TinyModels;
import org.mobilenet4j.architecture.Location;
import org.mobilenet4j.architecture.ParameterId.Kind;
import org.mobilenet4j.image.RgbImage;
import org.mobilenet4j.inference.Compiler;
import org.mobilenet4j.parameters.Parameters;

class InspectionTest {
    private static final Location FIRST = Location.inBlock(0, 0, Location.Part.DEPTHWISE);

    private final Parameters parameters =
            TinyModels.of(MobileNet.MOBILENET_V1, "a", "b").parameters();

    @Test
    void findsAKernelThatWasKilled() {
        assertThat(dead(DepthwiseKernels.of(parameters).getFirst())).isZero();

        // A kernel is as large as its batch norm makes it: its own weights stay what they are.
        parameters.get(FIRST, Kind.NORM_SCALE).data()[2] = 1e-4f;

        List<DepthwiseKernels> layers = DepthwiseKernels.of(parameters);
        assertThat(layers).hasSize(13);
        assertThat(layers.getFirst().location()).isEqualTo(FIRST);
        assertThat(layers.getFirst().dead()[2]).isTrue();
        assertThat(dead(layers.getFirst())).isEqualTo(1);
    }

    @Test
    void mostKernelsOfALayerMayBeDead() {
        float[] weights = new float[10 * 9];
        Arrays.fill(weights, 0, 9, 1);
        Arrays.fill(weights, 9, 90, 1e-3f);

        assertThat(dead(new DepthwiseKernels(FIRST, 10, 3, weights))).isEqualTo(9);
        assertThat(dead(new DepthwiseKernels(FIRST, 10, 3, new float[90]))).isEqualTo(10);
    }

    private static long dead(DepthwiseKernels kernels) {
        boolean[] dead = kernels.dead();
        return IntStream.range(0, dead.length).filter(i -> dead[i]).count();
    }

    @Test
    void drawsEachKernelByItsOwnScale() {
        float[] weights = new float[2 * 9];
        weights[4] = 8;
        weights[9] = -2;

        RgbImage sheet = new DepthwiseKernels(FIRST, 2, 3, weights).sheet();

        assertThat(sheet.width()).isEqualTo(2 * 14);
        assertThat(sheet.height()).isEqualTo(14);
        assertThat(pixel(sheet, 1 + 6, 1 + 6)).isEqualTo(0x0072B2); // the middle of the first
        assertThat(pixel(sheet, 14 + 1, 1)).isEqualTo(0xD55E00); // the corner of the second
        assertThat(pixel(sheet, 1, 1)).isEqualTo(0xEBEBEB);
        assertThat(pixel(sheet, 0, 0)).isEqualTo(0xFFFFFF);
    }

    private static int pixel(RgbImage image, int x, int y) {
        int at = 3 * (y * image.width() + x);
        return (image.rgb()[at] & 0xFF) << 16 | (image.rgb()[at + 1] & 0xFF) << 8 | (image.rgb()[at + 2] & 0xFF);
    }

    @Test
    void findsAChannelThatNeverSpeaks() {
        int channels = parameters.get(FIRST, Kind.NORM_SHIFT).data().length;
        parameters.get(FIRST, Kind.NORM_SHIFT).data()[1] = -1000;
        ChannelRanges ranges = new ChannelRanges(Compiler.compileLayerByLayer(parameters, 32, 32));

        for (float[] image : GoldenFill.images(3, 3, 32)) {
            ranges.see(image);
        }

        boolean[] silent = ranges.silent(FIRST.toString());
        assertThat(silent).hasSize(channels);
        assertThat(silent[1]).isTrue();
        assertThat(silent[0]).isFalse();
        assertThatThrownBy(() -> ranges.silent("stages.99")).hasMessage("nothing was seen at stages.99");
    }

    @Test
    void sumsUpTheWeightsOfEachLayer() {
        float[] weights = parameters.get(FIRST, Kind.WEIGHT).data();
        Arrays.fill(weights, 0);
        weights[0] = 4;
        weights[1] = -2;

        LayerWeights layer = LayerWeights.of(parameters).stream()
                .filter(each -> each.location().equals(FIRST))
                .findFirst()
                .orElseThrow();

        assertThat(layer.high()).isEqualTo(4);
        assertThat(layer.low()).isEqualTo(-2);
        assertThat(layer.mean()).isCloseTo(2.0 / weights.length, within(1e-12));
        assertThat(layer.deviation())
                .isCloseTo(Math.sqrt(20.0 / weights.length - layer.mean() * layer.mean()), within(1e-12));
        assertThat(Arrays.stream(layer.counts()).sum()).isEqualTo(weights.length);
        assertThat(layer.counts()[20]).isEqualTo(weights.length - 2);
        assertThat(layer.counts()[40]).isEqualTo(1);
        assertThat(layer.counts()[10]).isEqualTo(1);
    }
}
