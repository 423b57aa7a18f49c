package org.mobilenet4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.InputStream;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mobilenet4j.image.ImageDecoder;
import org.mobilenet4j.image.RgbImage;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** From a JPEG file to probabilities with real weights, against Pillow and PyTorch. Needs the shared data. */
class ImageNetWeightsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "mobilenet_v2_imagenet.safetensors",
                "mobilenet_v2_imagenet.pth",
                "mobilenet_v2_imagenet_legacy.pth"
            })
    void classifiesFortyPhotosAsPyTorchDoes(String weights) throws Exception {
        ImageClassifier classifier = ImageClassifier.load(SharedData.require("weights/" + weights));
        Path photos = SharedData.require("data/imagenet40");
        JsonNode golden;
        try (InputStream in = ImageNetWeightsTest.class.getResourceAsStream("/goldens/imagenet40.json")) {
            golden = JsonMapper.shared().readTree(in);
        }
        assertThat(golden.size()).isEqualTo(40);
        for (JsonNode photo : golden) {
            String file = photo.get("file").asString();
            RgbImage image = new ImageDecoder().decode(photos.resolve(file));
            Classification classification = classifier.classify(image);

            assertThat(classification.best().index())
                    .as(file)
                    .isEqualTo(photo.get("top5").get(0).asInt());
            for (int i = 0; i < 5; i++) {
                int index = photo.get("top5").get(i).asInt();
                double probability = classification.predictions().stream()
                        .filter(prediction -> prediction.index() == index)
                        .findFirst()
                        .orElseThrow()
                        .probability();
                assertThat(probability)
                        .as(file)
                        .isCloseTo(photo.get("probability").get(i).asDouble(), within(0.01));
            }
        }
    }
}
