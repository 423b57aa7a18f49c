package org.mobilenet4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mobilenet4j.weights.StoredPrecision;

/**
 * A model's folder that the program wrote before networks became nodes (commit b43b51e: {@code train --from-scratch --arch
 * mobilenetv3_small_100 --width 0.1 --resolution 40 --skip-halvings 2}, then {@code convert --precision float16}), with an
 * image and what {@code predict} said of it then. The other is the included {@code cifar10}.
 */
class EarlierModelsTest {
    private static final Path EARLIER = Path.of("src/test/resources/models/written_by_0.1");

    @TempDir
    Path folder;

    @Test
    void saysWhatItSaidThen() throws IOException {
        Model model = Models.open(EARLIER);

        assertSaysTheSame(model);
        assertThat(Objects.requireNonNull(model.variant()).options().skippedHalvings())
                .containsExactly(2);
        assertThat(model.preprocessing().inputHeight()).isEqualTo(40);
        assertThat(model.run()).containsEntry("initialization", "few-epochs");
    }

    @Test
    void keepsItsAccountInAZip() throws IOException {
        Path zip = folder.resolve("model.zip");
        Model model = Models.open(EARLIER);

        model.saveZip(zip, StoredPrecision.FLOAT32);

        assertSaysTheSame(Models.open(zip));
        assertThat(Models.open(zip).run()).isEqualTo(model.run());
    }

    private static void assertSaysTheSame(Model model) {
        Classification found = ImageClassifier.of(model).classify(EARLIER.resolve("photo.png"));
        assertProbability(found, "tulip", 0.23887100468015315);
        assertProbability(found, "dandelion", 0.21891716889865873);
        assertProbability(found, "rose", 0.2091872240274465);
        assertProbability(found, "daisy", 0.16762566310409013);
        assertProbability(found, "sunflower", 0.16539893928965155);
    }

    private static void assertProbability(Classification found, String label, double probability) {
        assertThat(found.predictions())
                .filteredOn(prediction -> prediction.label().equals(label))
                .singleElement()
                .satisfies(prediction -> assertThat(prediction.probability()).isCloseTo(probability, within(1e-5)));
    }
}
