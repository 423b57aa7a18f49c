package org.mobilenet4j.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mobilenet4j.SharedData;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** The way of a photo from its file to the network's pixels, against Pillow and torchvision. */
@ParameterizedClass
@ValueSource(strings = {"imageio", "turbo"})
class ImageNetGoldensTest {
    private final ImageDecoder decoder;
    private final Percentage allowed;

    ImageNetGoldensTest(String jpegs) {
        decoder = new ImageDecoder(DecodeLimits.DEFAULT, false, Fixtures.jpegs(jpegs));
        allowed = Percentage.withPercentage(jpegs.equals("turbo") ? 0 : 0.01);
    }

    /** What the golden says of one photo: the sums of its 224 x 224 crop per channel, among things for other tests. */
    record Photo(String file, int width, int height, List<Long> cropSums) {}

    static Stream<Photo> photos() {
        List<Photo> photos = new ArrayList<>();
        try (JsonParser json =
                new JsonFactory().createParser(ObjectReadContext.empty(), Fixtures.bytes("goldens/imagenet40.json"))) {
            json.nextToken();
            while (json.nextToken() == JsonToken.START_OBJECT) {
                photos.add(next(json));
            }
        }
        return photos.stream();
    }

    private static Photo next(JsonParser json) {
        String file = "";
        int width = 0;
        int height = 0;
        List<Long> sums = new ArrayList<>();
        for (String name = json.nextName(); name != null; name = json.nextName()) {
            json.nextToken();
            switch (name) {
                case "file" -> file = json.getString();
                case "width" -> width = json.getIntValue();
                case "height" -> height = json.getIntValue();
                case "crop_sum" -> {
                    while (json.nextToken() != JsonToken.END_ARRAY) {
                        sums.add(json.getLongValue());
                    }
                }
                default -> json.skipChildren();
            }
        }
        return new Photo(file, width, height, sums);
    }

    @ParameterizedTest
    @MethodSource("photos")
    void cropsAPhotoAsTorchvisionDoes(Photo photo) throws IOException {
        assertCrop(SharedData.require("data/imagenet40").resolve(photo.file()), photo);
    }

    @ParameterizedTest
    @ValueSource(strings = {"n01930112_nematode.JPEG", "n02095889_Sealyham_terrier.JPEG", "n02692877_airship.JPEG"})
    void cropsTheFewPhotosThatAreAlwaysHere(String file) throws IOException {
        Photo photo =
                photos().filter(each -> each.file().equals(file)).findFirst().orElseThrow();

        assertCrop(Fixtures.path("imagenet40").resolve(file), photo);
    }

    private void assertCrop(Path file, Photo photo) {
        RgbImage image = decoder.decode(file);
        RgbImage crop = Preprocessing.imagenet(224).crop(image);

        assertThat(image.width()).isEqualTo(photo.width());
        assertThat(image.height()).isEqualTo(photo.height());
        long[] sums = new long[3];
        for (int i = 0; i < crop.rgb().length; i++) {
            sums[i % 3] += crop.rgb()[i] & 0xFF;
        }
        for (int channel = 0; channel < 3; channel++) {
            assertThat(sums[channel]).isCloseTo(photo.cropSums().get(channel), allowed);
        }
    }
}
