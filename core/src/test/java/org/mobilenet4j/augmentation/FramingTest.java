package org.mobilenet4j.augmentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.mobilenet4j.Drawings;
import org.mobilenet4j.image.Fit;
import org.mobilenet4j.image.PillowResampler;
import org.mobilenet4j.image.Preprocessing;
import org.mobilenet4j.image.RgbImage;

class FramingTest {
    private static final Preprocessing SMALL = Preprocessing.imagenet(32).withFit(new Fit.CenterCrop(32));

    @Test
    void aPaddedCropMovesASmallImageWithoutResamplingIt() {
        RgbImage image = Drawings.image(32, 32, 1, 5);
        Set<RgbImage> expected = new HashSet<>();
        for (int top = -4; top <= 4; top++) {
            for (int left = -4; left <= 4; left++) {
                expected.add(image.crop(left, top, 32, 32));
            }
        }
        Augmentation augmentation = new Augmentation(new PaddedCrop(4));

        Set<RgbImage> seen = new HashSet<>();
        for (long seed = 0; seed < 1500; seed++) {
            seen.add(augmentation.apply(image, SMALL, 32, seed));
        }

        assertThat(seen).isEqualTo(expected).hasSize(81);
    }

    @Test
    void aPaddedCropForASmallerInputIsTheSamePartOfTheImageShrunk() {
        RgbImage image = Drawings.image(40, 36, 1, 5);
        Augmentation augmentation = new Augmentation(new PaddedCrop(3));
        for (long seed = 0; seed < 20; seed++) {
            RgbImage whole = augmentation.apply(image, SMALL, 32, seed);

            assertThat(augmentation.apply(image, SMALL, 24, seed))
                    .isEqualTo(PillowResampler.resize(whole, 24, 24, SMALL.interpolation()));
        }
    }

    @Test
    void aPaddedCropTakesAnyPartOfAImageThatIsResizedToMoreThanTheInput() {
        RgbImage image = Drawings.image(32, 32, 1, 5);
        Set<RgbImage> expected = new HashSet<>();
        for (int top = -1; top <= 5; top++) {
            for (int left = -1; left <= 5; left++) {
                expected.add(image.crop(left, top, 28, 28));
            }
        }
        Augmentation augmentation = new Augmentation(new PaddedCrop(1));

        Set<RgbImage> seen = new HashSet<>();
        for (long seed = 0; seed < 1000; seed++) {
            seen.add(augmentation.apply(image, SMALL.cropOf(28), 28, seed));
        }

        assertThat(seen).isEqualTo(expected).hasSize(49);
    }

    @Test
    void aSmallerInputIsWholeInAllOfItsPixels() {
        RgbImage image = Drawings.image(50, 40, 2, 5);
        for (Framing framing : List.of(new CenterFraming(), new PaddedCrop(2), new RandomResizedCrop(0.5))) {
            Augmentation augmentation = new Augmentation(framing, new HorizontalFlip());
            float[] input = new float[20 * 20 * 3];
            augmentation.toTensor(image, SMALL, 20, 3, input, 0);

            RgbImage shown = augmentation.apply(image, SMALL, 20, 3);
            assertThat(shown.width()).isEqualTo(20);
            float[] expected = new float[input.length];
            SMALL.cropOf(20).normalize(shown, expected, 0);
            assertThat(input).containsExactly(expected);
        }
    }

    @Test
    void aSeedGivesTheSameInputAgain() {
        RgbImage image = Drawings.image(50, 40, 2, 5);
        Augmentation augmentation = new Augmentation(new RandomResizedCrop(0.2), new HorizontalFlip());
        float[] once = new float[32 * 32 * 3];
        float[] again = new float[1 + 32 * 32 * 3];
        augmentation.toTensor(image, SMALL, 32, 3, once, 0);
        augmentation.toTensor(image, SMALL, 32, 3, again, 1);
        assertThat(IntStream.range(0, once.length)).allMatch(i -> once[i] == again[i + 1]);
        augmentation.toTensor(image, SMALL, 32, 4, again, 1);
        assertThat(IntStream.range(0, once.length)).anyMatch(i -> once[i] != again[i + 1]);
    }

    @Test
    void noAugmentationIsWhatInferenceSees() {
        RgbImage image = Drawings.image(50, 40, 2, 5);
        float[] input = new float[32 * 32 * 3];
        Augmentation.NONE.toTensor(image, SMALL, 32, 9, input, 0);
        assertThat(input).containsExactly(SMALL.apply(image).data());
    }

    @Test
    void refusesRangesThatAreNone() {
        assertThatThrownBy(() -> new PaddedCrop(-1)).hasMessage("padding is -1, expected at least 0");
        assertThatThrownBy(() -> new RandomResizedCrop(0))
                .hasMessage("areas are 0.0 to 1.0, expected a range in (0, 1]");
        assertThatThrownBy(() -> new RandomResizedCrop(0.5, 1, 2, 1))
                .hasMessage("ratios are 2.0 to 1.0, expected a range above 0");
        assertThatThrownBy(() -> new HorizontalFlip(1.5)).hasMessage("probability is 1.5, expected in [0, 1]");
    }
}
