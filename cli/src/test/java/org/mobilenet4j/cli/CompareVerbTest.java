package org.mobilenet4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mobilenet4j.MobileNet;
import tools.jackson.databind.JsonNode;

class CompareVerbTest {
    @TempDir
    Path folder;

    private Path model;
    private Path photos;

    @BeforeEach
    void makeModelAndImages() throws IOException {
        model = TinyModel.save(folder.resolve("model"), MobileNet.MOBILENET_V2, "cat", "dog", "fox");
        photos = TinyModel.drawImages(folder.resolve("photos"), 4, "cat", "dog", "fox");
    }

    @Test
    void aModelAgreesWithItself() {
        JsonNode compared = Run.of("compare", "--json", model, model, "--data", photos)
                .succeeded()
                .json()
                .getFirst();

        assertThat(compared.get("agreement").asDouble()).isEqualTo(1);
        assertThat(compared.get("mc_nemar_p").asDouble()).isEqualTo(1);
        assertThat(compared.get("only_first_right").asInt()).isZero();
        assertThat(compared.get("first").get("top1"))
                .isEqualTo(compared.get("second").get("top1"));
    }

    @Test
    void matchesClassesByNameNotByOrder() throws IOException {
        // The same network whose first class is called differently: it is right on other images.
        Path turned = TinyModel.save(folder.resolve("turned"), MobileNet.MOBILENET_V2, "dog", "cat", "fox");

        JsonNode compared = Run.of("compare", "--json", model, turned, "--data", photos)
                .succeeded()
                .json()
                .getFirst();
        JsonNode alone = Run.of("evaluate", "--json", "--model", turned, "--data", photos)
                .succeeded()
                .json()
                .getFirst();

        assertThat(compared.get("second").get("top1").asDouble())
                .isEqualTo(alone.get("top1").asDouble());
        assertThat(compared.get("second").get("loss").asDouble())
                .isEqualTo(alone.get("loss").asDouble());
        assertThat(compared.get("both_right").asInt()
                        + compared.get("only_first_right").asInt()
                        + compared.get("only_second_right").asInt()
                        + compared.get("both_wrong").asInt())
                .isEqualTo(12);
    }

    @Test
    void showsSizeAndSpeedSideBySide() throws IOException {
        Path other = TinyModel.save(folder.resolve("other"), MobileNet.MOBILENET_V1, "cat", "dog", "fox");

        assertThat(Run.of("compare", model, other, "--data", photos).succeeded().out())
                .contains("parameters", "multiply-adds", "ms/image", " of 12 images", "McNemar's exact test: p = ");
    }

    @Test
    void refusesModelsOfDifferentClasses() throws IOException {
        Path other = TinyModel.save(folder.resolve("other"), MobileNet.MOBILENET_V2, "cat", "dog", "owl");

        Run.of("compare", model, other, "--data", photos)
                .refused("mobilenet compare: the first model knows 3 classes and the second 3, fox not among them;"
                        + " compare models of the same classes");
    }
}
