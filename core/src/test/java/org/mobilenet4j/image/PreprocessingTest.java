package org.mobilenet4j.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.tensor.Shape;
import org.mobilenet4j.tensor.Tensor;

class PreprocessingTest {
    private static final List<Float> MEAN = List.of(0.485f, 0.456f, 0.406f);
    private static final List<Float> STD = List.of(0.229f, 0.224f, 0.225f);

    static Stream<String> goldens() {
        return new String(Fixtures.bytes("goldens/preprocessing.txt"), StandardCharsets.US_ASCII)
                .lines()
                .filter(line -> !line.startsWith("#"));
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void givesTorchvisionsPixelsAndTensorBitForBit(String golden) {
        String[] field = golden.split(" ", -1);
        RgbImage image = drawn(Integer.parseInt(field[0]), Integer.parseInt(field[1]));
        int channels = Integer.parseInt(field[6]);
        Preprocessing preprocessing = new Preprocessing(
                Integer.parseInt(field[2]),
                Integer.parseInt(field[3]),
                new Fit.CenterCrop(Integer.parseInt(field[4])),
                Interpolation.valueOf(field[5].toUpperCase(Locale.ROOT)),
                MEAN.subList(0, channels),
                STD.subList(0, channels));

        RgbImage crop = preprocessing.crop(image);
        Tensor tensor = preprocessing.apply(image);

        assertThat(crc(crop.rgb())).as("pixels").isEqualTo(Long.parseLong(field[7]));
        assertThat(tensor.shape()).isEqualTo(preprocessing.inputShape());
        assertThat(crc(littleEndian(tensor.data()))).as("tensor").isEqualTo(Long.parseLong(field[8]));
    }

    /** The image of {@code make_preprocessing.py}. */
    private static RgbImage drawn(int width, int height) {
        byte[] rgb = new byte[width * height * 3];
        for (int i = 0; i < rgb.length; i++) {
            int x = i / 3 % width;
            int y = i / 3 / width;
            rgb[i] = (byte) ((x * x * 3 + y * y * 5 + x * y * 7 + i % 3 * 85) / 4);
        }
        return RgbImage.of(width, height, rgb);
    }

    private static long crc(byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return crc.getValue();
    }

    private static byte[] littleEndian(float[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return bytes.array();
    }

    @Test
    void writesOnlyWhatBelongsToTheImage() {
        Preprocessing preprocessing = new Preprocessing(
                4, 3, new Fit.CenterCrop(4), Interpolation.BILINEAR, List.of(0f, 0f, 0f), List.of(1f, 1f, 1f));
        float[] batch = new float[3 * 36];
        Arrays.fill(batch, -1);

        preprocessing.toTensor(drawn(9, 8), batch, 36);

        assertThat(Arrays.copyOfRange(batch, 0, 36)).containsOnly(-1);
        assertThat(Arrays.copyOfRange(batch, 36, 72))
                .isEqualTo(preprocessing.apply(drawn(9, 8)).data());
        assertThat(Arrays.copyOfRange(batch, 72, 108)).containsOnly(-1);
    }

    @Test
    void knowsImageNetsProportions() {
        assertThat(Preprocessing.imagenet(224).shortSide()).isEqualTo(256);
        assertThat(Preprocessing.imagenet(160).shortSide()).isEqualTo(182);
        assertThat(Preprocessing.imagenet(224)).isEqualTo(Preprocessing.imagenet(224));
        assertThat(Preprocessing.imagenet(224).inputShape()).isEqualTo(Shape.of(224, 224, 3));
    }

    @Test
    void roundsTimmsResizeDown() {
        assertThat(Preprocessing.timm(224, 0.875, Interpolation.BICUBIC, MEAN, STD)
                        .shortSide())
                .isEqualTo(256);
        assertThat(Preprocessing.timm(224, 0.965, Interpolation.BICUBIC, MEAN, STD)
                        .shortSide())
                .isEqualTo(232);
    }

    @Test
    void bearsAImageAThousandTimesWiderThanHigh() {
        RgbImage strip = drawn(60_000, 1);

        assertThat(Preprocessing.imagenet(224).crop(strip).height()).isEqualTo(224);
    }

    @Test
    void refusesAImageWhoseResizedLengthFitsNoInt() {
        Preprocessing large = Preprocessing.imagenet(4096).withFit(new Fit.CenterCrop(16_000));

        assertThatThrownBy(() -> large.crop(drawn(200_000, 1)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("an image of 200000 by 1 pixels is too long");
    }

    @Test
    void averagesTheColoursForGrey() {
        Preprocessing grey = Preprocessing.imagenet(224).forGrey();

        assertThat(grey.inputShape()).isEqualTo(Shape.of(224, 224, 1));
        assertThat(grey.mean()).containsExactly(0.449f);
        assertThat(grey.std()).containsExactly(0.226f);
    }

    @Test
    void namesThePartThatIsWrong() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Preprocessing(0, 4, new Fit.CenterCrop(4), Interpolation.BILINEAR, MEAN, STD))
                .withMessage("inputWidth is 0, must be 1 to 16384");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> new Preprocessing(4, 4, new Fit.CenterCrop(4), Interpolation.BILINEAR, MEAN, List.of(1f)))
                .withMessageContaining("must both have 1 value (grey) or 3");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Preprocessing(
                        4, 4, new Fit.CenterCrop(4), Interpolation.BILINEAR, MEAN, List.of(1f, 0f, 1f)))
                .withMessageContaining("must be above 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Preprocessing(
                        4, 4, new Fit.CenterCrop(4), Interpolation.BILINEAR, List.of(0f, Float.NaN, 0f), STD))
                .withMessageContaining("must be finite");
    }
}
