package org.mobilenet4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mobilenet4j.GoldenFill;
import org.mobilenet4j.MobileNet;
import org.mobilenet4j.architecture.Location;
import org.mobilenet4j.architecture.MapShape;
import org.mobilenet4j.architecture.ParameterId.Kind;
import org.mobilenet4j.inference.Compiler;
import org.mobilenet4j.inference.FeatureMap;
import org.mobilenet4j.parallel.Workers;
import org.mobilenet4j.parameters.Parameters;

class NormStatisticsTest {
    private static final int SIDE = 32;
    private static final MapShape INPUT = new MapShape(SIDE, SIDE, 3);

    private static TrainingExamples<Integer> images(int count) {
        float[][] images = GoldenFill.images(count, 3, SIDE);
        return new TrainingExamples<>() {
            @Override
            public int size() {
                return count;
            }

            @Override
            public Integer read(int index, MapShape shape, long seed, float[] input) {
                System.arraycopy(images[index], 0, input, 0, input.length);
                return 0;
            }
        };
    }

    private static Parameters network() {
        return GoldenFill.parameters(
                MobileNet.MOBILENET_V3_SMALL.build(
                        options -> options.withWidth(0.25).withClasses(3)),
                MobileNet.MOBILENET_V3_SMALL.layout());
    }

    /** The stem's sums before its norm, by an engine that knows no norms: with scale sqrt(1 + eps), mean 0, variance 1. */
    private static double[] meanOfStem(Parameters parameters, int images) {
        Parameters bare = parameters.copy();
        float eps = 1e-3f;
        Arrays.fill(bare.get(Location.STEM, Kind.NORM_SCALE).data(), (float) Math.sqrt(1 + eps));
        Arrays.fill(bare.get(Location.STEM, Kind.NORM_SHIFT).data(), 100); // beyond hard-swish's bend
        Arrays.fill(bare.get(Location.STEM, Kind.NORM_MEAN).data(), 0);
        Arrays.fill(bare.get(Location.STEM, Kind.NORM_VARIANCE).data(), 1);
        double[] mean = new double[parameters.network().channels(Location.STEM)];
        float[] image = new float[INPUT.length()];
        TrainingExamples<Integer> examples = images(images);
        for (int i = 0; i < images; i++) {
            examples.read(i, INPUT, 0, image);
            FeatureMap map = Compiler.compileLayerByLayer(bare, SIDE, SIDE).featureMap(image, "stem");
            int pixels = map.values().length / mean.length;
            for (int at = 0; at < map.values().length; at++) {
                mean[at % mean.length] += (map.values()[at] - 100) / (pixels * images);
            }
        }
        return mean;
    }

    @Test
    void areThoseOfTheImagesWhateverTheMomentum() {
        Parameters parameters = network();
        Parameters fresh = NormStatistics.reestimated(parameters, INPUT, images(8), 2, 4, new Workers(2));

        double[] expected = meanOfStem(parameters, 8);
        float[] mean = fresh.get(Location.STEM, Kind.NORM_MEAN).data();
        for (int c = 0; c < mean.length; c++) {
            assertThat((double) mean[c]).isCloseTo(expected[c], within(1e-4));
        }
        assertThat(fresh.network()).isEqualTo(parameters.network());
    }

    @Test
    void leaveWhatIsLearnedAndTheGivenParametersAlone() {
        Parameters parameters = network();
        float[] before = parameters.get(Location.STEM, Kind.NORM_MEAN).data().clone();

        Parameters fresh = NormStatistics.reestimated(parameters, INPUT, images(5), 3, 4, Workers.CALLER);

        assertThat(parameters.get(Location.STEM, Kind.NORM_MEAN).data()).containsExactly(before);
        for (Kind kind : List.of(Kind.WEIGHT, Kind.NORM_SCALE, Kind.NORM_SHIFT)) {
            assertThat(fresh.get(Location.STEM, kind).data())
                    .containsExactly(parameters.get(Location.STEM, kind).data());
        }
    }

    @Test
    void oneImageHasNone() {
        assertThatThrownBy(() -> NormStatistics.reestimated(network(), INPUT, images(1), 1, 4, Workers.CALLER))
                .hasMessageContaining("1 examples");
    }
}
