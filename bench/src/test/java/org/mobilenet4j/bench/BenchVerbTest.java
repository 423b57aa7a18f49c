package org.mobilenet4j.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mobilenet4j.cli.Main;
import org.mobilenet4j.cli.console.Console;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class BenchVerbTest {
    private static final String TINY = "--arch mobilenet_v3_small --width 0.1 --resolution 32 --classes 7 --rounds 1";

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void measuresBothSidesInAJvmOfTheirOwnAndFindsThatTheyAgree() {
        assertThat(run("bench " + TINY + " --skip-halvings 1,2 --batch 2 --forks 1 --json --quiet"))
                .as(err())
                .isZero();

        List<JsonNode> lines = json();
        assertThat(lines).hasSize(2);
        JsonNode jvm = lines.getFirst();
        assertThat(jvm.get("ours_millis").get("p50").asDouble()).isPositive();
        assertThat(jvm.get("peer_millis").get("p50").asDouble()).isPositive();
        JsonNode verdict = lines.getLast();
        assertThat(verdict.get("peer").asString()).startsWith("ONNX Runtime");
        assertThat(verdict.get("largest_logit").asDouble()).isPositive();
        assertThat(verdict.get("slowest_jvm").asDouble()).isEqualTo(1);
    }

    @Test
    void measuresWithoutAPeerInThisJvm() {
        assertThat(run("bench " + TINY + " --peer none --forks 0 --json"))
                .as(err())
                .isZero();

        List<JsonNode> lines = json();
        assertThat(lines.getFirst().get("ours_millis").size()).isGreaterThan(2);
        assertThat(lines.getLast().get("peer").isNull()).isTrue();
        assertThat(lines.getLast().get("peak_gflops").asDouble()).isPositive();
    }

    @Test
    void measuresStepsOfTraining() {
        assertThat(run("bench --train " + TINY + " --batch 2 --precision bfloat16 --forks 0 --json"))
                .as(err())
                .isZero();

        JsonNode measured = json().getLast();
        assertThat(measured.get("images_per_second").asDouble()).isPositive();
        assertThat(measured.get("step_millis").get("p50").asDouble()).isPositive();
        assertThat(measured.get("map_bytes").asLong()).isPositive();
    }

    @Test
    void measuresNarrowWeightsBesideFloat32() {
        assertThat(run("bench " + TINY + " --weights-as int8 --peer float32 --forks 0 --json"))
                .as(err())
                .isZero();

        JsonNode verdict = json().getLast();
        assertThat(verdict.get("ours").asString()).endsWith("weights int8");
        assertThat(verdict.get("peer").asString()).startsWith("mobilenet4j, kernels ");
        assertThat(verdict.get("largest_difference").asDouble()).isPositive();
    }

    @Test
    void refusesAPeerThatItDoesNotKnow() {
        assertThat(run("bench --peer torch")).isEqualTo(2);

        assertThat(err()).isEqualTo("mobilenet bench: --peer is 'torch', expected ort, float32 or none\n");
    }

    @Test
    void putsAServerUnderLoad(@TempDir Path folder) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        server.createContext("/classify", exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/classify";
        Path html = folder.resolve("load.html");
        Path csv = folder.resolve("load.csv");
        try {
            assertThat(run("bench " + TINY + " --serve --in-process --url " + url + " --peer " + url
                            + " --rates 0.01,0.02 --seconds 0.2 --turn 0.2 --warm-up 0.1 --json --html " + html
                            + " --csv " + csv))
                    .as(err())
                    .isZero();
        } finally {
            server.stop(0);
        }

        List<JsonNode> lines = json();
        assertThat(lines.subList(0, 3))
                .extracting(line -> line.get("who").asString())
                .containsExactly("server", "peer", "in process");
        assertThat(lines.get(2).get("ratio").asDouble()).isPositive();
        assertThat(lines.get(3).get("server_millis").asDouble()).isPositive();
        assertThat(lines.subList(4, 8)).allSatisfy(step -> {
            assertThat(step.get("offered").asLong()).isPositive();
            assertThat(step.get("in_time").asLong())
                    .isEqualTo(step.get("offered").asLong());
            assertThat(step.get("answered_millis").get("p99").asDouble()).isPositive();
        });
        assertThat(html).content().contains("Under load");
        assertThat(csv).content().hasLineCount(5);
    }

    @Test
    void saysThatNoServerIsThere() {
        assertThat(run("bench --serve --url http://127.0.0.1:1/classify")).isEqualTo(2);

        assertThat(err())
                .startsWith("mobilenet bench: http://127.0.0.1:1/classify did not answer")
                .endsWith("is the server running?\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --serve --train              | --train is not for --serve; leave out one of them
            --html load.html             | --html is for a server under load; give --serve as well
            --serve --rates 0.5,0        | --rates is 0, expected more than 0
            --serve --url 127.0.0.1:8080 | --url is '127.0.0.1:8080', expected the whole URL of what takes a POST of a JPEG, such as http://127.0.0.1:8080/classify
            """)
    void refusesWhatMakesNoSenseOfAServer(String arguments, String message) {
        assertThat(run("bench " + arguments)).isEqualTo(2);

        assertThat(err()).isEqualTo("mobilenet bench: " + message + "\n");
    }

    private int run(String arguments) {
        Console console = new Console(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false,
                Map.of());
        return Main.run(arguments.split(" ", -1), console, Map.of("bench", BenchVerb::new));
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    private List<JsonNode> json() {
        return out.toString(StandardCharsets.UTF_8)
                .lines()
                .map(JsonMapper.shared()::readTree)
                .toList();
    }
}
