package org.mobilenet4j.cli.weights;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mobilenet4j.cli.Main;
import org.mobilenet4j.cli.console.Console;

class WeightsVerbTest {
    @TempDir
    Path cache;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void listsWhatThereIsAndWhatIsHere() throws IOException {
        Files.createFile(cache.resolve("mobilenet_v2-b0353104.pth"));

        assertThat(run(Map.of(), "weights", "list", "--json")).isZero();

        assertThat(text(out).lines())
                .hasSize(8)
                .filteredOn(line -> line.contains("\"is_here\":true"))
                .singleElement()
                .asString()
                .contains("\"name\":\"mobilenet_v2.IMAGENET1K_V1\"")
                .contains("https://download.pytorch.org/models/mobilenet_v2-b0353104.pth");
    }

    @Test
    void saysWhatTheFigureOfEachIs() {
        assertThat(run(Map.of(), "weights", "list")).isZero();

        assertThat(text(out).lines())
                .anyMatch(line -> line.matches("ssdlite320_mobilenet_v3_large.COCO_V1 +\\* +21.30 +box mAP +13.4 .*"))
                .anyMatch(line -> line.matches("lraspp_mobilenet_v3_large.COCO_WITH.* +57.90 +mean IoU +12.5 .*"))
                .anyMatch(line -> line.matches("mobilenet_v2.IMAGENET1K_V2 +\\* +72.15 +top-1 +13.6 .*"));
    }

    @Test
    void saysHowToFetchTheWeightsThatAModelIsNamedBy() {
        assertThat(run(Map.of(), "predict", "--model", "ssdlite320_mobilenet_v3_large", "photo.jpg"))
                .isEqualTo(2);

        assertThat(text(err))
                .startsWith("mobilenet predict: --model: the weights ssdlite320_mobilenet_v3_large are not on this"
                        + " machine; run './mobilenet weights fetch ssdlite320_mobilenet_v3_large' first")
                .hasLineCount(1);
    }

    @Test
    void namesTheWeightsThereAre() {
        assertThat(run(Map.of(), "weights", "fetch", "resnet50")).isEqualTo(2);

        assertThat(text(err))
                .startsWith("mobilenet weights fetch: no weights are named 'resnet50'; expected one of mobilenet_v2.")
                .hasLineCount(1);
    }

    @Test
    void failsInOneLineWhereTheFileThatArrivesIsAnother() throws IOException {
        try (FileServer server = new FileServer(new byte[100])) {
            Map<String, String> mirror =
                    Map.of("MOBILENET_WEIGHTS_URL", server.base().toString());

            assertThat(run(mirror, "weights", "fetch", "mobilenet_v2", "--quiet"))
                    .isEqualTo(1);
        }

        assertThat(text(out)).isEmpty();
        assertThat(text(err))
                .contains("where 7ebf99e0 is expected; it is deleted")
                .hasLineCount(1);
    }

    @Test
    void refusesAMirrorThatIsNoAddress() {
        assertThat(run(Map.of("MOBILENET_WEIGHTS_URL", "mirror"), "weights", "list"))
                .isEqualTo(2);

        assertThat(text(err)).startsWith("mobilenet weights list: MOBILENET_WEIGHTS_URL: 'mirror' is not an address");
    }

    private int run(Map<String, String> more, String... args) {
        Map<String, String> environment = new HashMap<>(more);
        environment.put("MOBILENET_CACHE", cache.toString());
        return Main.run(args, new Console(stream(out), stream(err), false, environment));
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    private static String text(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
