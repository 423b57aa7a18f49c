package org.mobilenet4j.server.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mobilenet4j.DenseMobileNet;
import org.mobilenet4j.DenseStart;
import org.mobilenet4j.MobileNet;
import org.mobilenet4j.Model;
import org.mobilenet4j.Variant;
import org.mobilenet4j.parameters.Initialization;
import org.mobilenet4j.server.InferenceServer;
import org.mobilenet4j.server.ServerOptions;

/** The page and the server know each other: a browser asks networks of all tasks, untrained ones. */
class ServedPageTest {
    private static final List<String> LABELS = List.of("background", "cat", "dog");

    @TempDir
    Path scratch;

    @Test
    void aBrowserAsksTheServerItself() throws Exception {
        Path program = Browser.program().orElse(null);
        Assumptions.assumeTrue(program != null, "skipped: there is no Chromium on the PATH; install Debian's chromium");
        BufferedImage image = new BufferedImage(60, 40, BufferedImage.TYPE_INT_RGB);
        image.setRGB(10, 10, 0xFF8000);
        Path photo = Files.write(scratch.resolve("photo.jpg"), CannedServer.encoded(image, "jpeg"));
        Variant small = Variant.of(MobileNet.MOBILENET_V2)
                .with(options -> options.withWidth(0.1).withClasses(LABELS.size()));
        try (InferenceServer server = InferenceServer.builder()
                        .model(
                                "classifier",
                                Model.classifier(
                                        small,
                                        Initialization.torchvision(small.network(), 1),
                                        small.base().preprocessing(32),
                                        LABELS))
                        .model(
                                "detector",
                                DenseStart.fresh(DenseMobileNet.SSDLITE_MOBILENET_V3_SMALL, 0.25, LABELS, 96, 1))
                        .model(
                                "segmenter",
                                DenseStart.fresh(DenseMobileNet.DEEPLABV3_LITE_MOBILENET_V2, 0.25, LABELS, 64, 1))
                        .options(ServerOptions.DEFAULT.withPort(0).withWarmUp(Duration.ZERO))
                        .start();
                Browser browser = Browser.start(program, scratch)) {
            assertThat(server.awaitReady(Duration.ofSeconds(60))).isTrue();
            browser.open(server.url() + "/");
            browser.await("document.getElementById('title').textContent == 'classifier'");
            browser.chooseFile("#file", photo);
            browser.await("document.querySelectorAll('.bar').length == 3");
            assertThat(browser.text("#durations")).contains("network").contains("transfer");

            browser.click(".bar");
            browser.await("document.querySelector('#image').alt.startsWith('What speaks for ')"
                    + " && document.querySelector('#image').complete");
            assertThat(browser.evaluate("document.querySelector('#image').naturalWidth")
                            .asInt())
                    .isPositive();

            browser.evaluate("location.hash = 'detector'");
            browser.await("document.querySelectorAll('.slider').length == 1");
            assertThat(browser.text("#result")).contains("below the score");

            browser.evaluate("location.hash = 'segmenter'");
            browser.await("!document.querySelector('#mask').hidden");
            assertThat(browser.evaluate("document.querySelector('#mask').width").asInt())
                    .isEqualTo(60);

            browser.chooseFile("#file", Files.writeString(scratch.resolve("notes.txt"), "notes"));
            browser.await("!document.querySelector('#error').hidden");
            assertThat(browser.text("#error")).startsWith("The server answered 400: ");
            assertThat(browser.complaints()).isEmpty();
            assertThat(browser.requests())
                    .allMatch(address -> address.matches("(blob:)?" + server.url() + "/.*|data:.*"));
        }
    }
}
