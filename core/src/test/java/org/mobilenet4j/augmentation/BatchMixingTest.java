package org.mobilenet4j.augmentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatchMixingTest {
    private static final int HEIGHT = 30;
    private static final int WIDTH = 40;
    private static final int CHANNELS = 3;

    private final RandomGenerator random = new SplittableRandom(3);

    @Test
    void mixupLaysEachImageOverTheOneBefore() {
        List<float[]> original = images();
        List<float[]> mixed = images();

        double share = new MixUp(0.8).mix(mixed, HEIGHT, WIDTH, random);

        assertThat(share).isBetween(0.0, 1.0);
        for (int i = 0; i < mixed.size(); i++) {
            float[] own = original.get(i);
            float[] before = original.get((i + mixed.size() - 1) % mixed.size());
            for (int k = 0; k < own.length; k++) {
                assertThat(mixed.get(i)[k]).isEqualTo(before[k] * (float) (1 - share) + own[k] * (float) share);
            }
        }
    }

    @Test
    void cutmixPutsABoxOfTheOneBeforeIntoEachImage() {
        List<float[]> original = images();
        for (int draw = 0; draw < 200; draw++) {
            List<float[]> mixed = images();

            double share = new CutMix(1).mix(mixed, HEIGHT, WIDTH, random);

            for (int i = 0; i < mixed.size(); i++) {
                float[] own = original.get(i);
                float[] before = original.get((i + mixed.size() - 1) % mixed.size());
                float[] made = mixed.get(i);
                long kept = IntStream.range(0, own.length)
                        .filter(k -> made[k] == own[k])
                        .count();
                assertThat(IntStream.range(0, own.length)).allMatch(k -> made[k] == own[k] || made[k] == before[k]);
                assertThat((double) kept / own.length).isCloseTo(share, within(1e-9));
            }
        }
    }

    @Test
    void targetsAreSharedBetweenTheLabels() {
        float[] targets = new float[10];
        BatchMixing.targets(new int[] {2, 0, 0}, 0.75, 3, targets);

        assertThat(targets).containsExactly(0.25f, 0, 0.75f, 0.75f, 0, 0.25f, 1, 0, 0, 0);
    }

    /** The variance of Beta(a, a) is 1 / (4 (2 a + 1)). */
    @ParameterizedTest
    @CsvSource({"0.2", "1", "3"})
    void theShareIsBetaDistributed(double alpha) {
        double[] shares = new double[40_000];
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < shares.length; i++) {
            double share = Beta.sample(alpha, random);
            assertThat(share).isBetween(0.0, 1.0);
            sum += share;
            squares += (share - 0.5) * (share - 0.5);
        }
        assertThat(sum / shares.length).isCloseTo(0.5, within(0.01));
        assertThat(squares / shares.length).isCloseTo(1 / (4 * (2 * alpha + 1)), within(0.003));
    }

    @Test
    void refusesAnAlphaThatIsNone() {
        assertThatThrownBy(() -> new MixUp(0)).hasMessage("alpha is 0.0, expected above 0");
        assertThatThrownBy(() -> new CutMix(Double.NaN)).hasMessage("alpha is NaN, expected above 0");
    }

    private static List<float[]> images() {
        return IntStream.range(0, 4)
                .mapToObj(i -> {
                    float[] image = new float[HEIGHT * WIDTH * CHANNELS];
                    for (int k = 0; k < image.length; k++) {
                        image[k] = i * 10_000 + k;
                    }
                    return image;
                })
                .toList();
    }
}
