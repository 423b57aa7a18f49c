package org.mobilenet4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.mobilenet4j.data.ImageFolder;
import org.mobilenet4j.data.ImageListener;
import org.mobilenet4j.data.ImageReader;
import org.mobilenet4j.data.LabelledImages;
import org.mobilenet4j.image.ImageDecoder;
import org.mobilenet4j.parallel.Workers;

class IncludedModelTest {
    private static final int RIGHT_OF_A_THOUSAND = 850;

    private static final List<String> CIFAR_CLASSES =
            List.of("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");

    @Test
    void bringsAWholeModel() throws IOException {
        Model model = IncludedModel.named("cifar10").orElseThrow().load();

        assertThat(model.labels()).isEqualTo(CIFAR_CLASSES);
        assertThat(model.preprocessing().inputWidth()).isEqualTo(32);
        assertThat(model.run()).containsKey("data");
        try (InputStream weights = IncludedModel.class.getResourceAsStream("cifar10/model.safetensors")) {
            assertThat(Objects.requireNonNull(weights).readAllBytes().length).isLessThan(6_000_000);
        }
    }

    @Test
    void knowsOnlyItsOwnNames() {
        assertThat(IncludedModel.named("cifar100")).isEmpty();
    }

    /** Every tenth of the test images; docs/results.md has the accuracy on all. */
    @Test
    void recognisesImagesItHasNotSeen() throws IOException {
        Model model = IncludedModel.CIFAR10.load();
        ImageClassifier classifier = ImageClassifier.of(model);
        try (ImageFolder test = ImageFolder.open(SharedData.require("data/cifar10_jpeg.zip"), model.labels())) {
            LabelledImages some = LabelledImages.of(test)
                    .only(IntStream.range(0, test.samples().size() / 10)
                            .mapToObj(i -> 10 * i)
                            .toList());
            List<Integer> found = new ImageReader(new ImageDecoder(), new Workers(2), true)
                    .map(some, image -> classifier.classify(image).best().index(), ImageListener.NONE)
                    .results();

            long right = IntStream.range(0, found.size())
                    .filter(i -> found.get(i).equals(some.labels().get(i)))
                    .count();
            assertThat(found).hasSize(1000);
            assertThat(right).isGreaterThanOrEqualTo(RIGHT_OF_A_THOUSAND);
        }
    }
}
