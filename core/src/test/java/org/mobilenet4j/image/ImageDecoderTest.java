package org.mobilenet4j.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against Pillow's pixels of every format and mode; {@code make_fixtures.py} made both. */
@ParameterizedClass
@ValueSource(strings = {"imageio", "turbo"})
class ImageDecoderTest {
    private final ImageDecoder decoder;

    /** Two decoders may round a JPEG's inverse cosine transform differently; nothing else has any freedom. */
    private final int allowedInJpegs;

    ImageDecoderTest(String jpegs) {
        decoder = new ImageDecoder(DecodeLimits.DEFAULT, false, Fixtures.jpegs(jpegs));
        allowedInJpegs = jpegs.equals("turbo") ? 0 : 1;
    }

    static Stream<String> fixtures() {
        return Fixtures.encoded().stream().filter(name -> !name.contains("orientation"));
    }

    static Stream<String> orientedFixtures() {
        return Fixtures.encoded().stream().filter(name -> name.contains("orientation"));
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void givesPillowsPixels(String name) {
        assertPixels(name, decoder.decode(Fixtures.bytes("image/" + name), name));
    }

    @ParameterizedTest
    @MethodSource("orientedFixtures")
    void turnsAImageUprightWhenAsked(String name) {
        assertPixels(name, decoder.withOrientation(true).decode(Fixtures.bytes("image/" + name), name));
    }

    private void assertPixels(String name, RgbImage decoded) {
        RgbImage expected = Fixtures.plainPng("image/" + name.substring(0, name.indexOf('.')) + ".expected.png");
        if (name.startsWith("webp") && !name.contains("lossless")) {
            assertThat(Fixtures.meanDistance(decoded, expected)).as(name).isLessThan(4);
            return;
        }
        int allowed = name.startsWith("jpeg") ? allowedInJpegs : name.startsWith("tiff_jpeg") ? 1 : 0;
        assertThat(Fixtures.distance(decoded, expected)).as(name).isLessThanOrEqualTo(allowed);
    }

    @Test
    void hasAFixtureForEveryFormat() {
        assertThat(Fixtures.encoded()).hasSizeGreaterThan(110);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 5, 6, 7, 8})
    void ignoresOrientationUnlessAsked(int orientation) {
        String name = "jpeg_orientation_" + orientation + ".jpg";
        RgbImage upright = decoder.decode(Fixtures.bytes("image/jpeg_orientation_1.jpg"), "1");

        assertThat(decoder.decode(Fixtures.bytes("image/" + name), name)).isEqualTo(upright);
    }

    @Test
    void goesByContentAndNotByName(@TempDir Path folder) throws IOException {
        Path mislabelled = Files.write(folder.resolve("really_a_png.jpg"), Fixtures.bytes("image/png_rgb.png"));

        assertThat(decoder.decode(mislabelled)).isEqualTo(Fixtures.plainPng("image/png_rgb.expected.png"));
    }

    @Test
    void doesNotMindWhatACameraAppends() {
        byte[] jpeg = Fixtures.bytes("image/jpeg_420.jpg");
        byte[] withVideo = Arrays.copyOf(jpeg, jpeg.length + 10_000);
        for (int i = jpeg.length; i < withVideo.length; i += 2) {
            withVideo[i] = (byte) 0xFF;
            withVideo[i + 1] = (byte) 0xDA;
        }

        assertThat(decoder.decode(withVideo, "motion.jpg")).isEqualTo(decoder.decode(jpeg, "still.jpg"));
    }

    @Test
    void leavesTheEncodedBytesAsTheyWere() {
        byte[] encoded = Fixtures.bytes("image/jpeg_profile.jpg");

        decoder.decode(encoded, "profile");

        assertThat(encoded).isEqualTo(Fixtures.bytes("image/jpeg_profile.jpg"));
    }

    @Test
    void mayBeSharedByThreads() {
        List<String> names = fixtures().toList();
        List<RgbImage> alone = names.stream()
                .map(name -> decoder.decode(Fixtures.bytes("image/" + name), name))
                .toList();

        List<RgbImage> together = IntStream.range(0, 8 * names.size())
                .parallel()
                .mapToObj(i -> names.get(i % names.size()))
                .map(name -> decoder.decode(Fixtures.bytes("image/" + name), name))
                .toList();

        for (int i = 0; i < together.size(); i++) {
            assertThat(together.get(i)).isEqualTo(alone.get(i % names.size()));
        }
    }
}
