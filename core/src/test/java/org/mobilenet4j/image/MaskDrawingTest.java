package org.mobilenet4j.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class MaskDrawingTest {
    private static final List<String> LABELS = List.of("background", "cat");

    @Test
    void aClassLiesHalfTransparentOverTheImageWithItsEdgeInFull() {
        int color = MaskDecoder.vocColor(1);
        RgbImage drawn = MaskDrawing.over(BoxDrawingTest.flat(600, 400, 90), leftHalf(600, 400), LABELS);

        assertThat(BoxDrawingTest.colorAt(drawn, 100, 200)).isEqualTo(0x6D2D2D);
        assertThat(BoxDrawingTest.colorAt(drawn, 299, 200)).isEqualTo(color);
        assertThat(BoxDrawingTest.colorAt(drawn, 300, 200)).isEqualTo(0x5A5A5A);
        assertThat(BoxDrawingTest.colorAt(drawn, 0, 200)).isNotEqualTo(color);
    }

    @Test
    void theLegendLiesBelowTheImage() {
        RgbImage drawn = MaskDrawing.over(BoxDrawingTest.flat(600, 400, 90), leftHalf(600, 400), LABELS);

        assertThat(drawn.width()).isEqualTo(600);
        if (Lettering.isAvailable()) {
            assertThat(drawn.height()).isBetween(415, 450);
            assertThat(BoxDrawingTest.colorAt(drawn, 599, drawn.height() - 1)).isEqualTo(0xFFFFFF);
        } else {
            assertThat(drawn.height()).isEqualTo(400);
        }
    }

    @Test
    void aClassWithoutANameIsDrawnAsWellAsAnImageOfOnePixel() {
        ClassMask mask = new ClassMask(1, 1, new byte[] {(byte) 200});

        RgbImage drawn = MaskDrawing.over(BoxDrawingTest.flat(1, 1, 0), mask, List.of());

        assertThat(drawn.height()).isGreaterThanOrEqualTo(448);
    }

    @Test
    void theMaskIsOfTheImagesSize() {
        assertThatThrownBy(() -> MaskDrawing.over(BoxDrawingTest.flat(6, 4, 90), leftHalf(4, 6), LABELS))
                .hasMessage("ClassMask[4 x 6] over RgbImage[6 x 4]");
    }

    @Test
    void aMasksFileHoldsItsClassesAndShowsVocsColours() {
        byte[] classes = new byte[1024];
        for (int i = 0; i < classes.length; i++) {
            classes[i] = (byte) i;
        }
        ClassMask mask = new ClassMask(32, 32, classes);

        byte[] file = ImageEncoder.indexedPng(mask);

        assertThat(new MaskDecoder(new ImageDecoder()).decode(file, "mask.png")).isEqualTo(mask);
        RgbImage colors = new ImageDecoder().decode(file, "mask.png");
        assertThat(BoxDrawingTest.colorAt(colors, 15, 0)).isEqualTo(0xC08080); // VOC's person
        assertThat(BoxDrawingTest.colorAt(colors, 31, 7)).isEqualTo(0xE0E0C0); // and its outlines
    }

    private static ClassMask leftHalf(int width, int height) {
        byte[] classes = new byte[width * height];
        for (int y = 0; y < height; y++) {
            Arrays.fill(classes, y * width, y * width + width / 2, (byte) 1);
        }
        return new ClassMask(width, height, classes);
    }
}
