package org.mobilenet4j.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mobilenet4j.Drawings;

class ContactSheetTest {
    private static final int RED = 0xFF0000;

    private static int pixel(RgbImage image, int x, int y) {
        int at = 3 * (y * image.width() + x);
        byte[] rgb = image.rgb();
        return (rgb[at] & 0xFF) << 16 | (rgb[at + 1] & 0xFF) << 8 | (rgb[at + 2] & 0xFF);
    }

    private static ClassMask mask(int width, int height, int label) {
        byte[] classes = new byte[width * height];
        Arrays.fill(classes, (byte) label);
        return new ClassMask(width, height, classes);
    }

    @Test
    void laysImagesOutInAGrid() {
        List<RgbImage> images = Collections.nCopies(5, Drawings.image(300, 200, 1, 1));

        RgbImage sheet = ContactSheet.ofBoxes(images, Collections.nCopies(5, List.of()));

        assertThat(sheet.width()).as("two columns").isEqualTo(2 * 306 + 6);
        assertThat(sheet.height()).as("three rows").isEqualTo(3 * 206 + 6);
        assertThat(pixel(sheet, 0, 0)).isEqualTo(0xFFFFFF);
        assertThat(pixel(sheet, 6, 6)).isEqualTo(pixel(images.getFirst(), 0, 0));
        assertThat(pixel(sheet, 6 + 306, 6 + 2 * 206)).as("no sixth").isEqualTo(0xFFFFFF);
    }

    @Test
    void shrinksLargeImagesWithTheirBoxes() {
        RgbImage large = Drawings.image(1280, 640, 2, 1);
        DrawnBox box = new DrawnBox(new Box(400, 200, 400, 400), "", RED);

        RgbImage sheet = ContactSheet.ofBoxes(List.of(large), List.of(List.of(box)));

        assertThat(sheet.width()).isEqualTo(320 + 12);
        assertThat(sheet.height()).isEqualTo(160 + 12);
        assertThat(pixel(sheet, 6 + 101, 6 + 100))
                .as("the left edge, at 400 / 4")
                .isEqualTo(RED);
        assertThat(pixel(sheet, 6 + 198, 6 + 100)).as("the right edge").isEqualTo(RED);
    }

    @Test
    void coloursMasksOverOneLegend() {
        RgbImage image = Drawings.image(320, 320, 0, 1);
        List<RgbImage> images = List.of(image, image);
        List<ClassMask> masks = List.of(mask(320, 320, 0), mask(320, 320, 1));

        RgbImage sheet = ContactSheet.ofMasks(images, masks, List.of("background", "cat"));

        assertThat(sheet.width()).isEqualTo(326 + 6);
        assertThat(sheet.height()).isGreaterThanOrEqualTo(2 * 326 + 6);
        assertThat(pixel(sheet, 100, 100)).isEqualTo(pixel(image, 94, 94));
        assertThat(pixel(sheet, 100, 426)).isNotEqualTo(pixel(image, 94, 94));
    }

    @Test
    void needsOneTargetForEachImage() {
        RgbImage image = Drawings.image(32, 32, 0, 1);

        assertThatThrownBy(() -> ContactSheet.ofBoxes(List.of(image), List.of()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ContactSheet.ofMasks(List.of(), List.of(), List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
