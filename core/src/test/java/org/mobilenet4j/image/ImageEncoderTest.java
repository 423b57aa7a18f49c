package org.mobilenet4j.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.mobilenet4j.io.InvalidInputException;

class ImageEncoderTest {
    @Test
    void pngsDecodeToTheSamePixels() {
        byte[] rgb = new byte[3 * 7 * 5];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) (i * 37);
        }
        RgbImage image = RgbImage.of(7, 5, rgb);

        assertThat(new ImageDecoder().decode(ImageEncoder.png(image), "png")).isEqualTo(image);
    }

    @Test
    void jpegsDecodeToNearlyThose() {
        byte[] rgb = new byte[3 * 16 * 16];
        for (int i = 0; i < rgb.length; i += 3) {
            rgb[i] = (byte) 200;
            rgb[i + 1] = (byte) 100;
            rgb[i + 2] = (byte) 50;
        }

        RgbImage decoded = new ImageDecoder().decode(ImageEncoder.jpeg(RgbImage.of(16, 16, rgb)), "jpeg");

        assertThat(decoded.rgb()[0] & 0xFF).isBetween(195, 205);
        assertThat(decoded.rgb()[1] & 0xFF).isBetween(95, 105);
        assertThat(decoded.rgb()[2] & 0xFF).isBetween(45, 55);
    }

    @Test
    void aJpegHasItsLimitAndSaysSo() {
        RgbImage strip = RgbImage.of(70_000, 1, new byte[210_000]);

        assertThatThrownBy(() -> ImageEncoder.jpeg(strip))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("a JPEG of 70000 x 1 pixels cannot be written, expected at most 65500 a side");
    }
}
