package org.mobilenet4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class PlanVerbTest {
    @Test
    void showsEveryStepInAHundredColumns() {
        Run run = Run.of("plan", "mobilenet_v3_large").succeeded();

        assertThat(run.out().lines())
                .allMatch(line -> line.length() <= 100)
                .anyMatch(line -> line.startsWith("stem ") && line.contains("224x224x3"))
                .anyMatch(line -> line.startsWith("stages.0.0 "))
                .anyMatch(line -> line.startsWith("classifier ") && line.contains("1x1000"))
                .anyMatch(line -> line.contains("multiply-adds 216.59 M; one arena of "));
    }

    @Test
    void saysHowManyBytesTheWeightsTake() {
        long floats = weightBytes("float32");
        assertThat(weightBytes("bfloat16")).isBetween(floats / 2, floats * 11 / 20);
        assertThat(weightBytes("int8")).isBetween(floats / 4, floats * 3 / 10);
        Run.of("plan", "mobilenet_v2", "--weights-as", "int4")
                .refused("mobilenet plan: --weights-as is 'int4', expected one of float32, bfloat16, int8");
    }

    private static long weightBytes(String type) {
        return List.copyOf(Run.of("plan", "mobilenet_v2", "--weights-as", type, "--json")
                        .succeeded()
                        .json())
                .getLast()
                .get("weight_bytes")
                .asLong();
    }

    @Test
    void timesEveryStepOnRequest() {
        List<JsonNode> objects = new ArrayList<>(
                Run.of("plan", "mobilenet_v2", "--width", 0.1, "--resolution", 32, "--measure", "--json")
                        .succeeded()
                        .json());

        JsonNode totals = objects.removeLast();
        double micros = 0;
        for (JsonNode step : objects) {
            assertThat(step.get("step").get("kernel").asString()).isNotEmpty();
            micros += step.get("timing").get("micros").asDouble();
        }
        assertThat(totals.get("timing").get("micros").asDouble()).isCloseTo(micros, withPercentage(0.1));
        assertThat(totals.get("peak_gflops").asDouble()).isPositive();
    }
}
