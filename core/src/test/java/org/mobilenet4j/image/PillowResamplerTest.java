package org.mobilenet4j.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.mobilenet4j.kernel.EveryWidth;
import org.mobilenet4j.kernel.ResamplingKernels;
import org.mobilenet4j.kernel.scalar.ScalarKernels;

/** Against Pillow's pixels, and the kernels of this JVM's width against their scalar twin, bit for bit. */
@EveryWidth
class PillowResamplerTest {
    static Stream<ResizeCase> cases() {
        return ResizeCase.all();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void givesPillowsPixels(ResizeCase golden) {
        RgbImage input = Fixtures.plainPng("goldens/resize/" + golden.input());

        RgbImage resized = PillowResampler.resize(input, golden.width(), golden.height(), golden.interpolation());

        assertThat(Fixtures.distance(resized, Fixtures.plainPng("goldens/resize/" + golden.output())))
                .isZero();
    }

    @ParameterizedTest
    @EnumSource
    void cropsWhatTheWholeResizeWouldHave(Interpolation interpolation) {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 200; i++) {
            RgbImage image = Fixtures.noise(1 + random.nextInt(60), 1 + random.nextInt(60), random);
            boolean isSameWidth = random.nextInt(5) == 0;
            boolean isSameHeight = random.nextInt(5) == 0;
            int width = isSameWidth ? image.width() : 1 + random.nextInt(90);
            int height = isSameHeight ? image.height() : 1 + random.nextInt(90);
            int x = random.nextInt(width);
            int y = random.nextInt(height);
            int boxWidth = 1 + random.nextInt(width - x);
            int boxHeight = 1 + random.nextInt(height - y);

            RgbImage whole = PillowResampler.resize(image, width, height, interpolation);
            RgbImage box =
                    PillowResampler.resizeCropped(image, width, height, x, y, boxWidth, boxHeight, interpolation);

            assertThat(box)
                    .as(
                            "seed %d, %s to %d x %d, box %d %d %d %d",
                            seed, image, width, height, x, y, boxWidth, boxHeight)
                    .isEqualTo(whole.crop(x, y, boxWidth, boxHeight));
        }
    }

    @ParameterizedTest
    @EnumSource
    void givesTheSamePixelsWithAnyKernels(Interpolation interpolation) {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        ResamplingKernels scalar = new ScalarKernels().resampling();
        for (int i = 0; i < 300; i++) {
            RgbImage image = Fixtures.noise(1 + random.nextInt(200), 1 + random.nextInt(40), random);
            int width = 1 + random.nextInt(120);
            int height = 1 + random.nextInt(40);
            int x = random.nextInt(width);
            int boxWidth = 1 + random.nextInt(width - x);

            RgbImage expected =
                    PillowResampler.resizeCropped(image, width, height, x, 0, boxWidth, height, interpolation, scalar);
            RgbImage actual =
                    PillowResampler.resizeCropped(image, width, height, x, 0, boxWidth, height, interpolation);

            assertThat(actual)
                    .as("seed %d, %s to %d x %d, columns %d of %d", seed, image, width, height, boxWidth, x)
                    .isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @EnumSource
    void keepsAImageThatHasTheSizeAlready(Interpolation interpolation) {
        RgbImage image = Fixtures.noise(31, 17, new Random(1));

        assertThat(PillowResampler.resize(image, 31, 17, interpolation)).isEqualTo(image);
    }

    @ParameterizedTest
    @EnumSource
    void keepsOneColourWhateverTheSize(Interpolation interpolation) {
        byte[] rgb = new byte[40 * 30 * 3];
        Arrays.fill(rgb, (byte) 255);
        RgbImage white = RgbImage.of(40, 30, rgb);

        for (byte sample : PillowResampler.resize(white, 7, 91, interpolation).rgb()) {
            assertThat(sample & 0xFF).isEqualTo(255);
        }
    }

    @Test
    void refusesABoxOutsideTheResizedImage() {
        RgbImage image = Fixtures.noise(8, 8, new Random(1));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> PillowResampler.resizeCropped(image, 20, 10, 15, 0, 6, 10, Interpolation.BILINEAR))
                .withMessage("columns 15 to 20 are not inside a resized image of 20 columns");
    }
}
