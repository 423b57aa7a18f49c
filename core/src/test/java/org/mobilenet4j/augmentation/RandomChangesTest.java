package org.mobilenet4j.augmentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mobilenet4j.Drawings;
import org.mobilenet4j.image.Preprocessing;
import org.mobilenet4j.image.RgbImage;

/** What is drawn, and how often. */
class RandomChangesTest {
    private static final int DRAWS = 20_000;
    private static final RgbImage IMAGE = Drawings.image(40, 30, 0, 1);

    private final RandomGenerator random = new SplittableRandom(11);

    @Test
    void aResizedCropsAreaAndRatioFillTheirRanges() {
        RandomResizedCrop crop = new RandomResizedCrop(0.25, 0.5, 0.75, 1.5);
        double[] areas = new double[DRAWS];
        double[] logRatios = new double[DRAWS];
        for (int i = 0; i < DRAWS; i++) {
            RandomResizedCrop.Box box = crop.box(1000, 800, random);
            assertThat(box.left()).isBetween(0, 1000 - box.width());
            assertThat(box.top()).isBetween(0, 800 - box.height());
            areas[i] = box.width() * box.height() / 800_000.0;
            logRatios[i] = Math.log((double) box.width() / box.height());
        }

        assertUniform(areas, 0.25, 0.5);
        assertUniform(logRatios, Math.log(0.75), Math.log(1.5));
    }

    @Test
    void aCropThatNeverFitsIsCentred() {
        assertThat(new RandomResizedCrop(1).box(100, 10, random)).isEqualTo(new RandomResizedCrop.Box(43, 0, 13, 10));
        assertThat(new RandomResizedCrop(1).box(10, 100, random)).isEqualTo(new RandomResizedCrop.Box(0, 43, 10, 13));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.25, 1})
    void flipsAsOftenAsItShould(double probability) {
        assertThat(share(new HorizontalFlip(probability))).isCloseTo(probability, within(0.02));
        assertThat(share(new VerticalFlip(probability))).isCloseTo(probability, within(0.02));
    }

    private double share(ImageChange change) {
        int changed = 0;
        for (int i = 0; i < DRAWS; i++) {
            changed += change.apply(IMAGE, random).equals(IMAGE) ? 0 : 1;
        }
        return (double) changed / DRAWS;
    }

    @Test
    void twoFlipsAreNone() {
        assertThat(HorizontalFlip.mirrored(HorizontalFlip.mirrored(IMAGE))).isEqualTo(IMAGE);
        assertThat(VerticalFlip.upsideDown(VerticalFlip.upsideDown(IMAGE))).isEqualTo(IMAGE);
        assertThat(HorizontalFlip.mirrored(VerticalFlip.upsideDown(IMAGE)))
                .isEqualTo(AffineSampling.rotated(IMAGE, 180));
    }

    @Test
    void jitterFactorsFillTheirRange() {
        assertUniform(
                DoubleStream.generate(() -> ColorJitter.factor(0.4, random))
                        .limit(DRAWS)
                        .toArray(),
                0.6,
                1.4);
        assertUniform(
                DoubleStream.generate(() -> ColorJitter.factor(1.5, random))
                        .limit(DRAWS)
                        .toArray(),
                0,
                2.5);
    }

    @Test
    void amountsAreTorchvisions() {
        Magnitudes wide = new Magnitudes(0.99, 32, 32, 135, 0.99, 6);
        assertThat(wide.amount(ImageOperation.SHEAR_X, 30)).isEqualTo(0.99);
        assertThat(wide.amount(ImageOperation.ROTATE, 10)).isEqualTo(45);
        assertThat(wide.amount(ImageOperation.SOLARIZE, 30)).isEqualTo(0);
        assertThat(IntStream.range(0, 31).mapToObj(i -> (int) wide.amount(ImageOperation.POSTERIZE, i)))
                .startsWith(8, 8, 8, 7, 7, 7, 7, 7, 6)
                .endsWith(3, 3, 2, 2, 2);
    }

    static Stream<ImageChange> changes() {
        return Stream.of(
                new HorizontalFlip(),
                new VerticalFlip(0.5),
                new Rotation(30),
                new ColorJitter(0.4, 0.4, 0.4, 0.1),
                new TrivialAugment(),
                new RandAugment(),
                new AutoAugment());
    }

    @ParameterizedTest
    @MethodSource("changes")
    void aSeedGivesTheSameImageOnAnyThread(ImageChange change) {
        Augmentation augmentation = new Augmentation(new RandomResizedCrop(0.3), change);
        Preprocessing preprocessing = Preprocessing.imagenet(24);
        List<RgbImage> expected = LongStream.range(0, 200)
                .mapToObj(seed -> augmentation.apply(IMAGE, preprocessing, 24, seed))
                .toList();

        assertThat(LongStream.range(0, 200)
                        .parallel()
                        .mapToObj(seed -> augmentation.apply(IMAGE, preprocessing, 24, seed))
                        .toList())
                .isEqualTo(expected);
        assertThat(new HashSet<>(expected)).hasSizeGreaterThan(150);
    }

    @Test
    void trivialAugmentDrawsEveryOperation() {
        Set<RgbImage> seen = new HashSet<>();
        for (int i = 0; i < 5000; i++) {
            seen.add(new TrivialAugment().apply(IMAGE, random));
        }

        assertThat(seen)
                .contains(
                        IMAGE,
                        LevelTables.equalize(IMAGE),
                        LevelTables.autocontrast(IMAGE),
                        LevelTables.posterize(IMAGE, 2),
                        LevelTables.solarize(IMAGE, 0),
                        LevelTables.brightness(IMAGE, 1 + 0.99),
                        LevelTables.contrast(IMAGE, 1 - 0.99),
                        ColorMixing.saturation(IMAGE, 1 + 0.99),
                        ColorMixing.sharpness(IMAGE, 1 - 0.99),
                        AffineSampling.rotated(IMAGE, -135),
                        AffineSampling.shearedAlongX(IMAGE, 0.99),
                        AffineSampling.shearedAlongY(IMAGE, -0.99),
                        AffineSampling.moved(IMAGE, 32, 0),
                        AffineSampling.moved(IMAGE, 0, -32));
    }

    /** Some images of each kind of pair, with levels as torchvision counts them: ten, from no change to the largest. */
    @Test
    void autoAugmentDrawsItsPairs() {
        Set<RgbImage> seen = new HashSet<>();
        for (int i = 0; i < 5000; i++) {
            seen.add(new AutoAugment().apply(IMAGE, random));
        }

        assertThat(seen)
                .contains(
                        IMAGE,
                        AffineSampling.rotated(LevelTables.posterize(IMAGE, 4), -30),
                        LevelTables.autocontrast(LevelTables.solarize(IMAGE, 255 * (1 - 5 / 9.0))),
                        LevelTables.equalize(LevelTables.posterize(IMAGE, 6)),
                        LevelTables.equalize(LevelTables.solarize(IMAGE, 0)),
                        LevelTables.contrast(ColorMixing.saturation(IMAGE, 1 - 0.9 * (4 / 9.0)), 1 + 0.9 * (8 / 9.0)),
                        LevelTables.equalize(AffineSampling.shearedAlongX(IMAGE, 0.3 * (5 / 9.0))),
                        LevelTables.solarize(ColorMixing.sharpness(IMAGE, 1 + 0.9 * (7 / 9.0)), 0))
                .doesNotContain(LevelTables.posterize(IMAGE, 2), AffineSampling.moved(IMAGE, 5, 0));
    }

    @Test
    void erasesABoxOfTheSizeItShould() {
        RandomErasing erasing = new RandomErasing(0.5, 0.1, 0.3, 0.5, 2);
        int erased = 0;
        for (int i = 0; i < 4000; i++) {
            float[] input = new float[5 + 40 * 50 * 3];
            Arrays.fill(input, 1);
            erasing.apply(input, 5, 40, 50, 3, random);
            int zeros = (int)
                    IntStream.range(0, input.length).filter(k -> input[k] == 0).count();
            erased += zeros > 0 ? 1 : 0;
            assertThat(zeros % 3).isZero();
            assertThat(zeros / 3.0 / (40 * 50))
                    .satisfiesAnyOf(
                            s -> assertThat(s).isZero(), s -> assertThat(s).isBetween(0.09, 0.32));
            assertThat(input).startsWith(1, 1, 1, 1, 1);
        }
        assertThat(erased / 4000.0).isCloseTo(0.5, within(0.03));
    }

    /** The quarters of a range are met equally often. */
    private static void assertUniform(double[] values, double least, double most) {
        int[] quarters = new int[4];
        for (double value : values) {
            assertThat(value).isBetween(least - 0.01, most + 0.01);
            quarters[Math.clamp((int) (4 * (value - least) / (most - least)), 0, 3)]++;
        }
        assertThat(quarters)
                .satisfies(counts -> Arrays.stream(counts)
                        .forEach(count ->
                                assertThat(count / (double) values.length).isCloseTo(0.25, within(0.02))));
    }
}
