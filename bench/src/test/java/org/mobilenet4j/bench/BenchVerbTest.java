package org.mobilenet4j.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
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
    void refusesAPeerThatItDoesNotKnow() {
        assertThat(run("bench --peer torch")).isEqualTo(2);

        assertThat(err()).isEqualTo("mobilenet bench: --peer is 'torch', expected ort or none\n");
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
