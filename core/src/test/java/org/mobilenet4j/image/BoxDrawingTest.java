package org.mobilenet4j.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BoxDrawingTest {
    private static final int RED = 0xE00000;

    @Test
    void theLineOfABoxHasItsColourJustInsideOfIt() {
        RgbImage drawn =
                BoxDrawing.over(flat(600, 400, 90), List.of(new DrawnBox(new Box(100, 120, 200, 150), "", RED)));

        assertThat(colorAt(drawn, 101, 200)).isEqualTo(RED);
        assertThat(colorAt(drawn, 298, 200)).isEqualTo(RED);
        assertThat(colorAt(drawn, 200, 121)).isEqualTo(RED);
        assertThat(colorAt(drawn, 200, 268)).isEqualTo(RED);
        assertThat(colorAt(drawn, 200, 200)).isEqualTo(0x5A5A5A);
        assertThat(colorAt(drawn, 90, 200)).isEqualTo(0x5A5A5A);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 255, 0xE0})
    void theLineIsSeenOnAnyBackground(int grey) {
        RgbImage drawn = BoxDrawing.over(
                flat(600, 400, grey), List.of(new DrawnBox(new Box(100, 120, 200, 150), "", grey * 0x010101)));

        int inside = colorAt(drawn, 200, 200) & 0xFF;
        int mostContrast = 0;
        for (int x = 95; x < 110; x++) {
            mostContrast = Math.max(mostContrast, Math.abs((colorAt(drawn, x, 200) & 0xFF) - inside));
        }
        assertThat(mostContrast).isGreaterThan(120);
    }

    @Test
    void aBoxAtTheEdgesOfTheImageIsSeen() {
        RgbImage drawn = BoxDrawing.over(flat(600, 400, 90), List.of(new DrawnBox(new Box(0, 0, 600, 400), "", RED)));

        assertThat(colorAt(drawn, 1, 200)).isEqualTo(RED);
        assertThat(colorAt(drawn, 598, 200)).isEqualTo(RED);
        assertThat(colorAt(drawn, 300, 398)).isEqualTo(RED);
    }

    @Test
    void anImageOfFewPixelsIsMagnifiedWithItsBoxes() {
        RgbImage drawn = BoxDrawing.over(flat(20, 30, 90), List.of(new DrawnBox(new Box(5, 10, 10, 10), "", RED)));

        assertThat(drawn.width()).isEqualTo(280);
        assertThat(drawn.height()).isEqualTo(420);
        assertThat(colorAt(drawn, 14 * 5 + 1, 14 * 15)).isEqualTo(RED);
    }

    @Test
    void theNamesOfTheMostImportantBoxesLieOnTop() {
        Box box = new Box(100, 120, 200, 150);
        RgbImage drawn = BoxDrawing.over(
                flat(600, 400, 90), List.of(new DrawnBox(box, "", RED), new DrawnBox(box, "", 0x00E000)));

        assertThat(colorAt(drawn, 101, 200)).isEqualTo(RED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a\nb\u0000", "person", "\u65e5\u672c"})
    void anyNameCanBeDrawnOnAnyImage(String name) {
        List<DrawnBox> boxes = List.of(
                DrawnBox.of(new Box(-10, -10, 5, 5), name.repeat(100), 0.5, 1),
                DrawnBox.of(new Box(0, 0, 0, 0), name, Double.NaN, 300),
                DrawnBox.of(new Box(2, 0, 1e9, 1e9), name, 1, 255));

        assertThat(BoxDrawing.over(flat(1, 1, 0), boxes).width()).isEqualTo(448);
        assertThat(BoxDrawing.over(flat(3000, 2, 0), boxes).height()).isEqualTo(2);
        assertThat(BoxDrawing.over(flat(2, 3000, 0), boxes).width()).isEqualTo(2);
    }

    @Test
    void aColourIsOfThreeBytes() {
        assertThatThrownBy(() -> new DrawnBox(new Box(0, 0, 1, 1), "", 0xFF000000))
                .hasMessageContaining("expected 0xRRGGBB");
    }

    static RgbImage flat(int width, int height, int grey) {
        byte[] rgb = new byte[3 * width * height];
        Arrays.fill(rgb, (byte) grey);
        return RgbImage.of(width, height, rgb);
    }

    static int colorAt(RgbImage image, int x, int y) {
        int at = 3 * (y * image.width() + x);
        byte[] rgb = image.rgb();
        return (rgb[at] & 0xFF) << 16 | (rgb[at + 1] & 0xFF) << 8 | (rgb[at + 2] & 0xFF);
    }
}
