package org.mobilenet4j.training.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mobilenet4j.MobileNet;
import org.mobilenet4j.architecture.MapShape;
import org.mobilenet4j.architecture.ParameterId;
import org.mobilenet4j.kernel.EveryWidth;
import org.mobilenet4j.kernel.KernelSelection;
import org.mobilenet4j.parallel.Ranks;
import org.mobilenet4j.parallel.Workers;
import org.mobilenet4j.parameters.Initialization;
import org.mobilenet4j.parameters.Parameters;
import org.mobilenet4j.training.BatchLoss;
import org.mobilenet4j.training.LearningRates;
import org.mobilenet4j.training.Optimizer;
import org.mobilenet4j.training.OptimizerSettings.Sgd;

@EveryWidth
class RecomputationTest {
    private static final int IMAGES = 3;

    /** So large that the widest maps are computed in several bands, whose rims overlap. */
    private static final MapShape INPUT = new MapShape(96, 96, 3);

    private static final int CLASSES = 5;

    @ParameterizedTest
    @CsvSource({
        "mobilenet_v1, FLOAT32, 0",
        "mobilenet_v2, FLOAT32, 0",
        "mobilenet_v2, BFLOAT16, 0",
        "mobilenet_v2, FLOAT32, 40",
        "mobilenet_v3_large, FLOAT32, 0",
        "mobilenet_v3_small, BFLOAT16, 0"
    })
    void changesNoBitOfGradientsStatisticsAndWeights(String name, Precision precision, int frozen) {
        Parameters kept = fresh(name);
        Parameters recomputed = kept.copy();

        Map<String, List<float[]>> gradients = train(kept, precision, Recomputation.NONE, frozen);

        assertBits(train(recomputed, precision, Recomputation.ALL, frozen), gradients);
        assertBits(arrays(recomputed), arrays(kept));
    }

    @Test
    void savesTheMemoryThatItSaysItSaves() {
        Parameters parameters = fresh("mobilenet_v2");
        TrainableNetwork kept = network(parameters, Recomputation.NONE, wanted -> 0);
        TrainableNetwork all = network(parameters, Recomputation.ALL, wanted -> 0);

        assertThat(all.memory().keptBytes()).isEqualTo(kept.memory().bytes());
        assertThat(all.memory().recomputed())
                .isEqualTo(16)
                .isEqualTo(all.memory().recomputable());
        // Values of the expansions of an image: 96 channels at 48 x 48, and so on.
        long values =
                48 * 48 * 96 + 24 * 24 * 2 * 144 + 12 * 12 * 3 * 192 + 6 * 6 * (4 * 384 + 3 * 576) + 3 * 3 * 3 * 960;
        assertThat(kept.mapBytes() - all.mapBytes())
                .as("a band of what was computed last is kept")
                .isBetween(
                        Float.BYTES * (IMAGES * values - 2 * 2 * Batch.CACHED_FLOATS), Float.BYTES * IMAGES * values);
    }

    @Test
    void recomputesAsMuchAsTheHeapAsksForTheWidestFirst() {
        Parameters parameters = fresh("mobilenet_v2");
        StepMemory plenty =
                network(parameters, Recomputation.AUTO, wanted -> wanted).memory();
        StepMemory oneShort =
                network(parameters, Recomputation.AUTO, wanted -> wanted - 1).memory();
        StepMemory tight = network(parameters, Recomputation.AUTO, wanted -> plenty.keptBytes() * 9 / 10)
                .memory();
        StepMemory none = network(parameters, Recomputation.AUTO, wanted -> 0).memory();

        assertThat(plenty.recomputed()).isZero();
        assertThat(plenty.fits()).isTrue();
        assertThat(oneShort.recomputed()).isOne();
        assertThat(oneShort.bytes()).isLessThan(oneShort.keptBytes());
        assertThat(tight.recomputed()).isBetween(1, 15);
        assertThat(tight.fits()).isTrue();
        assertThat(none.recomputed()).isEqualTo(16);
        assertThat(none.fits()).isFalse();
    }

    private static Parameters fresh(String name) {
        return Initialization.torchvision(
                MobileNet.named(name).orElseThrow().build(options -> options.withClasses(CLASSES)), 1);
    }

    private static TrainableNetwork network(
            Parameters parameters, Recomputation recomputation, LongUnaryOperator freeHeap) {
        return network(parameters, Precision.FLOAT32, recomputation, freeHeap);
    }

    private static TrainableNetwork network(
            Parameters parameters, Precision precision, Recomputation recomputation, LongUnaryOperator freeHeap) {
        return new TrainableNetwork(
                parameters,
                Map.of(),
                INPUT,
                IMAGES,
                new Workers(2),
                Ranks.ALONE,
                precision,
                recomputation,
                freeHeap,
                KernelSelection.chosen().kernels());
    }

    /** Two steps, the second of a smaller batch; the gradients of both. */
    private static Map<String, List<float[]>> train(
            Parameters parameters, Precision precision, Recomputation recomputation, int frozen) {
        TrainableNetwork network = network(parameters, precision, recomputation, wanted -> 0);
        network.freeze(frozen == 0 ? 0 : parameters.network().modules().size() * frozen / 100);
        Optimizer optimizer = new Optimizer(new Sgd(0.9, true, 4e-5), parameters, false);
        SplittableRandom random = new SplittableRandom(20261129);
        Map<String, List<float[]>> gradients = new LinkedHashMap<>();
        for (int images = IMAGES; images >= 2; images--) {
            float[][] shown = new float[images][INPUT.length()];
            for (float[] image : shown) {
                for (int i = 0; i < image.length; i++) {
                    image[i] = (float) random.nextDouble(-1, 1);
                }
            }
            float[] logits = network.forward(List.of(shown), Mode.BATCH_STATISTICS, images);
            new BatchLoss(0.1).lossAndGradient(logits, Arrays.copyOf(new int[] {0, 1, 2}, images), CLASSES);
            Gradients step = network.backward(logits);
            step.arrays()
                    .forEach((id, array) -> gradients
                            .computeIfAbsent(id.toString(), key -> new ArrayList<>())
                            .add(array.clone()));
            optimizer.step(step, LearningRates.same(0.05));
        }
        return gradients;
    }

    private static Map<String, List<float[]>> arrays(Parameters parameters) {
        Map<String, List<float[]>> arrays = new LinkedHashMap<>();
        for (ParameterId id : parameters.tensors().keySet()) {
            arrays.put(
                    id.toString(),
                    List.of(parameters.get(id.location(), id.kind()).data()));
        }
        return arrays;
    }

    private static void assertBits(Map<String, List<float[]>> actual, Map<String, List<float[]>> expected) {
        assertThat(actual).containsOnlyKeys(expected.keySet());
        expected.forEach((name, arrays) -> assertThat(actual.getOrDefault(name, List.of()))
                .as(name)
                .usingElementComparator(Arrays::compare)
                .containsExactlyElementsOf(arrays));
    }
}
