package org.mobilenet4j.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class RgbImageTest {
    private final RgbImage image = RgbImage.of(2, 2, new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12});

    @Test
    void cropsABoxInside() {
        assertThat(image.crop(1, 0, 1, 2)).isEqualTo(RgbImage.of(1, 2, new byte[] {4, 5, 6, 10, 11, 12}));
    }

    @Test
    void isBlackOutside() {
        assertThat(image.crop(1, 1, 2, 2))
                .isEqualTo(RgbImage.of(2, 2, new byte[] {10, 11, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0}));
        assertThat(image.crop(-1, -1, 2, 2))
                .isEqualTo(RgbImage.of(2, 2, new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3}));
        assertThat(image.crop(5, -7, 1, 1)).isEqualTo(RgbImage.of(1, 1, new byte[3]));
    }

    @Test
    void turnsGreyByLuma() {
        RgbImage colours = RgbImage.of(3, 1, new byte[] {(byte) 255, 0, 0, 0, (byte) 255, 0, 0, 0, (byte) 255});

        assertThat(colours.toGrey().rgb()).containsExactly(76, 76, 76, 150, 150, 150, 29, 29, 29);
    }

    @Test
    void refusesSamplesThatDoNotFillIt() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RgbImage.of(2, 2, new byte[11]))
                .withMessage("11 samples do not fill 2 x 2 pixels of 3");
        assertThatIllegalArgumentException().isThrownBy(() -> RgbImage.of(0, 2, new byte[0]));
    }
}
