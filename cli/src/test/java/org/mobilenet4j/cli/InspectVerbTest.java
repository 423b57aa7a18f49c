package org.mobilenet4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mobilenet4j.MobileNet;
import org.mobilenet4j.image.ImageDecoder;
import org.mobilenet4j.report.Chromium;
import tools.jackson.databind.JsonNode;

class InspectVerbTest {
    @TempDir
    Path folder;

    private Path model;

    @BeforeEach
    void makeModel() throws IOException {
        model = TinyModel.save(folder.resolve("model"), MobileNet.MOBILENET_V1, "cat", "dog");
    }

    @Test
    void countsDeadKernelsOfDepthwiseLayersOnly() {
        Run run = Run.of("inspect", "--json", "--model", model).succeeded();

        List<JsonNode> layers = run.json();
        assertThat(layers).hasSize(1 + 13 * 2 + 1); // stem, 13 blocks of depthwise and pointwise, classifier
        for (JsonNode layer : layers) {
            boolean isDepthwise = layer.get("layer").asString().endsWith("depthwise");
            assertThat(layer.get("dead").isNull()).isEqualTo(!isDepthwise);
            assertThat(layer.get("silent").isNull()).isTrue();
            assertThat(layer.get("histogram").size()).isEqualTo(41);
        }
    }

    @Test
    void looksAtImagesForSilentOutputs() throws IOException {
        Path photos = TinyModel.drawImages(folder.resolve("photos"), 2, "a", "b");

        Run run = Run.of("inspect", "--model", model, "--data", photos).succeeded();

        assertThat(run.out())
                .contains(" depthwise kernels are dead (below 5 %", " are silent on the images of " + photos);
    }

    @Test
    void drawsAllKernelsAndWritesAPage() throws IOException, InterruptedException {
        Path sheet = folder.resolve("kernels.png");
        Path page = folder.resolve("inspection.html");

        Run.of("inspect", "--model", model, "--kernels", sheet, "--report", page)
                .succeeded();

        assertThat(new ImageDecoder().decode(sheet).width()).isEqualTo(48 * 14);
        Chromium opened = Chromium.open(page, folder);
        assertThat(opened.console()).isEmpty();
        assertThat(opened.dom()).contains("What is inside model", "stages.0.0.depthwise: 8 kernels of 3 x 3");
    }

    @Test
    void saysBeforeTheWorkThatASheetCannotBeWritten() {
        Run.of("inspect", "--model", model, "--kernels", folder)
                .refused("mobilenet inspect: --kernels: " + folder + " is a folder; give a file's name");
    }
}
