package org.mobilenet4j.augmentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mobilenet4j.image.RgbImage;

/** What torchvision's functions give at fixed parameters; {@code make_operations.py} beside the file wrote it. */
class OperationsGoldenTest {
    private static final int WIDTH = 23;
    private static final int HEIGHT = 17;

    static Stream<String> golden() throws IOException {
        try (InputStream in = OperationsGoldenTest.class.getResourceAsStream("/augmentation/operations.txt")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8).lines();
        }
    }

    @ParameterizedTest
    @MethodSource("golden")
    void givesTorchvisionsPixels(String line) {
        String[] fields = line.split(" ", -1);
        byte[] expected = Base64.getDecoder().decode(fields[2]);

        byte[] actual = changed(fields[0], Double.parseDouble(fields[1])).rgb();

        assertThat(actual).as(fields[0] + " " + fields[1]).containsExactly(expected);
    }

    private static RgbImage changed(String operation, double parameter) {
        RgbImage image = image();
        return switch (operation) {
            case "brightness" -> LevelTables.brightness(image, parameter);
            case "contrast" -> LevelTables.contrast(image, parameter);
            case "saturation" -> ColorMixing.saturation(image, parameter);
            case "sharpness" -> ColorMixing.sharpness(image, parameter);
            case "hue" -> ColorMixing.hue(image, parameter);
            case "posterize" -> LevelTables.posterize(image, (int) parameter);
            case "solarize" -> LevelTables.solarize(image, parameter);
            case "autocontrast" -> LevelTables.autocontrast(image);
            case "equalize" -> LevelTables.equalize(image);
            case "rotate" -> AffineSampling.rotated(image, parameter);
            case "shearX" -> AffineSampling.shearedAlongX(image, parameter);
            case "shearY" -> AffineSampling.shearedAlongY(image, parameter);
            case "translateX" -> AffineSampling.moved(image, (int) parameter, 0);
            case "translateY" -> AffineSampling.moved(image, 0, (int) parameter);
            default -> throw new IllegalArgumentException(operation);
        };
    }

    private static RgbImage image() {
        byte[] rgb = new byte[WIDTH * HEIGHT * 3];
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                for (int c = 0; c < 3; c++) {
                    rgb[(y * WIDTH + x) * 3 + c] =
                            (byte) (40 + (x * 7 + y * 5 * (c + 1) + (x * y * 31) % 61 + c * 37) % 190);
                }
            }
        }
        return RgbImage.of(WIDTH, HEIGHT, rgb);
    }
}
