package org.mobilenet4j.server.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.mobilenet4j.ImageClassifier;
import org.mobilenet4j.ImageSegmenter;
import org.mobilenet4j.MobileNet;
import org.mobilenet4j.Model;
import org.mobilenet4j.ObjectDetector;
import org.mobilenet4j.Variant;
import org.mobilenet4j.image.ImageDecoder;
import org.mobilenet4j.image.ImageEncoder;
import org.mobilenet4j.image.RgbImage;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.parameters.Initialization;
import org.mobilenet4j.server.TinyServedModels;

/** What is served is what the library says of the same image, to the bit. */
class ModelEngineTest {
    private static final byte[] IMAGE = TinyServedModels.image(80, 60);
    private static final RgbImage DECODED = new ImageDecoder().decode(IMAGE, "image");
    private static final int PIXELS = 1_000_000;
    private static final Wanted RESULT = new Wanted.Result();

    private static Prediction predict(Engine engine, Wanted wanted) {
        AtomicInteger decoded = new AtomicInteger();
        Prediction prediction = engine.predict(IMAGE, wanted, decoded::incrementAndGet);
        assertThat(decoded).hasValue(1);
        return prediction;
    }

    /** {@code H x W x C} as {@code C x H x W}. */
    private static float[] channelsFirst(float[] values, int channels) {
        int pixels = values.length / channels;
        float[] first = new float[values.length];
        IntStream.range(0, values.length).forEach(i -> first[i % channels * pixels + i / channels] = values[i]);
        return first;
    }

    @Test
    void aClassifier() {
        Model model = TinyServedModels.classifier();
        ImageClassifier classifier = ImageClassifier.of(model);
        Engine engine = ModelEngine.of(model, PIXELS);
        float[] logits = classifier.logits(DECODED);
        assertThat(((Prediction.Scores) predict(engine, RESULT)).logits()).isEqualTo(logits);
        float[] input = channelsFirst(model.input(DECODED), 3);
        assertThat(((Prediction.Scores) engine.predict(input, RESULT)).logits()).isEqualTo(logits);
        float[] features = classifier.features(DECODED);
        assertThat(((Prediction.Embedding) predict(engine, new Wanted.Embedding())).vector())
                .isEqualTo(features);
        assertThat(((Prediction.Embedding) engine.predict(input, new Wanted.Embedding())).vector())
                .isEqualTo(features)
                .hasSize(engine.signature().output("embedding").orElseThrow().itemLength());
        assertThat(engine.signature().outputs()).hasSize(1);
        assertThat(predict(engine, new Wanted.Explanation(null))).isInstanceOf(Prediction.Explanation.class);
        assertThatThrownBy(() -> engine.predict(input, new Wanted.Explanation(0)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("found a tensor");
    }

    @Test
    void aDetector() {
        Model model = TinyServedModels.detector();
        Engine engine = ModelEngine.of(model, PIXELS);
        ObjectDetector detector = ObjectDetector.of(model);
        Prediction.Objects found = (Prediction.Objects) predict(engine, RESULT);
        assertThat(found.objects()).isEqualTo(detector.detect(DECODED)).isNotEmpty();
        assertThat(List.of(found.width(), found.height())).containsExactly(80, 60);
        Prediction.Objects ofTensor =
                (Prediction.Objects) engine.predict(channelsFirst(model.input(DECODED), 3), RESULT);
        assertThat(ofTensor.objects()).isEqualTo(detector.detect(model.input(DECODED), 64, 64));
        assertThatThrownBy(() -> predict(engine, new Wanted.Embedding()))
                .hasMessageContaining("a detector, which gives no embedding");
    }

    @Test
    void aSegmentationNetwork() {
        Model model = TinyServedModels.segmenter();
        Engine engine = ModelEngine.of(model, PIXELS);
        ImageSegmenter segmenter = ImageSegmenter.of(model);
        Prediction.Mask mask = (Prediction.Mask) predict(engine, RESULT);
        assertThat(mask.segmentation().classes())
                .isEqualTo(segmenter.segment(DECODED).classes());
        float[] input = model.input(DECODED);
        assertThat(((Prediction.Mask) engine.predict(channelsFirst(input, 3), RESULT))
                        .segmentation()
                        .classes())
                .isEqualTo(segmenter
                        .segmentation(segmenter.scores(input, 64, 64), 64, 64)
                        .classes());
    }

    @Test
    void greyImagesHaveOneChannel() {
        Variant variant = Variant.of(MobileNet.MOBILENET_V2)
                .with(options -> options.withWidth(0.1).withClasses(2).withInputChannels(1));
        Model model = Model.classifier(
                variant,
                Initialization.torchvision(variant.network(), 1),
                variant.base().preprocessing(32).forGrey(),
                List.of("a", "b"));
        Engine engine = ModelEngine.of(model, PIXELS);
        assertThat(engine.signature().input().itemShape()).containsExactly(1, 32, 32);
        assertThat(((Prediction.Scores) engine.predict(model.input(DECODED), RESULT)).logits())
                .isEqualTo(ImageClassifier.of(model).logits(DECODED));
    }

    @Test
    void anImageOfMorePixelsThanMayBeIsRefused() {
        Engine engine = ModelEngine.of(TinyServedModels.classifier(), 1000);
        byte[] large = ImageEncoder.png(RgbImage.of(40, 40, new byte[3 * 40 * 40]));
        assertThatThrownBy(() -> engine.predict(large, RESULT, () -> {}))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("40 x 40");
    }
}
