package org.mobilenet4j.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ImageSketchTest {
    /** Blocks of random colours. */
    private static RgbImage blocks(long seed, int brightness) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] colors = new int[8 * 6 * 3];
        for (int i = 0; i < colors.length; i++) {
            colors[i] = random.nextInt(20, 200);
        }
        byte[] rgb = new byte[80 * 60 * 3];
        for (int i = 0; i < rgb.length; i++) {
            int pixel = i / 3;
            int block = pixel / 80 / 10 * 8 + pixel % 80 / 10;
            rgb[i] = (byte) (colors[3 * block + i % 3] + brightness);
        }
        return RgbImage.of(80, 60, rgb);
    }

    @Test
    void survivesResizingBrightnessAndCompression() {
        ImageSketch sketch = ImageSketch.of(blocks(1, 0));
        ImageSketch smaller = ImageSketch.of(PillowResampler.resize(blocks(1, 0), 50, 40, Interpolation.BICUBIC));
        ImageSketch brighter = ImageSketch.of(blocks(1, 40));
        ImageSketch compressed = ImageSketch.of(new ImageDecoder().decode(ImageEncoder.jpeg(blocks(1, 0)), "a JPEG"));

        assertThat(sketch.correlation(sketch)).isCloseTo(1, within(1e-12));
        for (ImageSketch again : new ImageSketch[] {smaller, brighter, compressed}) {
            assertThat(sketch.hashDistance(again)).isLessThanOrEqualTo(8);
            assertThat(sketch.correlation(again)).isGreaterThan(0.99);
        }
    }

    @Test
    void tellsImagesApart() {
        ImageSketch sketch = ImageSketch.of(blocks(1, 0));
        ImageSketch other = ImageSketch.of(blocks(2, 0));

        assertThat(sketch.hashDistance(other)).isGreaterThan(30);
        assertThat(sketch.correlation(other)).isLessThan(0.5);
    }

    @Test
    void aMirrorIsItsOwnInverse() {
        ImageSketch sketch = ImageSketch.of(blocks(1, 0));

        assertThat(sketch.mirrored().hashDistance(sketch)).isGreaterThan(30);
        assertThat(sketch.mirrored().mirrored().hashDistance(sketch)).isZero();
        assertThat(sketch.mirrored().mirrored().correlation(sketch)).isCloseTo(1, within(1e-12));
    }

    @Test
    void anImageOfOneColourHasNoContrastAndIsLikeNothing() {
        RgbImage blank = RgbImage.of(20, 10, new byte[600]);

        assertThat(ImageSketch.contrastOf(blank)).isZero();
        assertThat(ImageSketch.contrastOf(blocks(1, 0))).isGreaterThan(20);
        assertThat(ImageSketch.of(blank).correlation(ImageSketch.of(blank))).isZero();
    }
}
