package org.mobilenet4j.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mobilenet4j.MobileNet;
import org.mobilenet4j.parallel.Workers;
import org.mobilenet4j.parameters.Initialization;

/** A call that is shared out over threads gives, bit for bit, what one thread gives. */
class ThreadsTest {
    @ParameterizedTest
    @CsvSource({
        "MOBILENET_V1, 96",
        "MOBILENET_V2, 96",
        "MOBILENET_V2, 65",
        "MOBILENET_V3_SMALL, 33",
        "MOBILENET_V3_LARGE, 96"
    })
    void anyNumberOfThreadsGivesTheSame(MobileNet variant, int resolution) {
        CompiledNetwork alone = model(variant, resolution);
        float[] image = image(alone, 1);
        float[] expected = alone.logits(image);
        float[] features = alone.features(image);
        for (int threads : new int[] {1, 2, 3, 7}) {
            CompiledNetwork shared = alone.withThreads(threads);
            assertThat(shared.threads()).isEqualTo(threads);
            for (int round = 0; round < 3; round++) {
                assertThat(shared.logits(image)).as("%d threads", threads).isEqualTo(expected);
            }
            assertThat(shared.features(image)).isEqualTo(features);
        }
    }

    @Test
    void manyImagesSideBySideGiveTheSame() {
        CompiledNetwork alone = model(MobileNet.MOBILENET_V2, 64);
        float[][] images = IntStream.range(0, 9).mapToObj(i -> image(alone, i)).toArray(float[][]::new);
        assertThat(alone.withThreads(2).logits(images)).isDeepEqualTo(alone.logits(images));
    }

    @Test
    void aImageThatWritesItselfIntoTheArenaGivesTheSame() {
        CompiledNetwork alone = model(MobileNet.MOBILENET_V2, 64);
        float[] image = image(alone, 1);
        CompiledNetwork.Input input = (out, offset) -> System.arraycopy(image, 0, out, offset, image.length);
        assertThat(alone.logits(input)).isEqualTo(alone.logits(image));
        assertThat(alone.withThreads(2).logits(input)).isEqualTo(alone.logits(image));
    }

    @Test
    void manyCallersOfOneSetOfThreadsEachGetTheirOwn() {
        CompiledNetwork alone = model(MobileNet.MOBILENET_V3_SMALL, 64);
        CompiledNetwork shared = alone.withThreads(2);
        List<float[]> images =
                IntStream.range(0, 40).mapToObj(i -> image(alone, i)).toList();
        List<float[]> results = images.parallelStream().map(shared::logits).toList();
        for (int i = 0; i < images.size(); i++) {
            assertThat(results.get(i)).isEqualTo(alone.logits(images.get(i)));
        }
    }

    @Test
    void thereIsAtLeastOneThread() {
        CompiledNetwork model = model(MobileNet.MOBILENET_V2, 32);
        assertThatThrownBy(() -> model.withThreads(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("threads is 0");
    }

    @Test
    void aThreadThatFailsDoesNotLeaveTheOthersWaiting() {
        Workers workers = new Workers(2);
        Pieces pieces = new Pieces(0);
        assertThatThrownBy(() -> workers.run(part -> {
                    if (part == 1) {
                        UnsupportedOperationException failure = new UnsupportedOperationException("part 1");
                        pieces.breakUp(failure);
                        throw failure;
                    }
                    pieces.await(0);
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasRootCauseMessage("part 1");
    }

    private static CompiledNetwork model(MobileNet variant, int resolution) {
        return Compiler.compile(
                Initialization.torchvision(
                        variant.build(options -> options.withWidth(0.5).withClasses(70)), 3),
                resolution,
                resolution);
    }

    private static float[] image(CompiledNetwork model, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] image = new float[model.inputLength()];
        for (int i = 0; i < image.length; i++) {
            image[i] = (float) random.nextDouble(-2, 2);
        }
        return image;
    }
}
