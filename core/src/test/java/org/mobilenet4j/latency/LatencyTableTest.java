package org.mobilenet4j.latency;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mobilenet4j.MobileNet;
import org.mobilenet4j.inference.CompiledNetwork;
import org.mobilenet4j.inference.Compiler;
import org.mobilenet4j.inference.PlannedOperation;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.io.Json;
import org.mobilenet4j.parallel.Workers;
import org.mobilenet4j.parameters.Initialization;
import org.mobilenet4j.parameters.Parameters;

class LatencyTableTest {
    private static final int SIDE = 64;

    /** A millisecond for each million multiply-adds, and a tenth of one for each step. */
    private static final class Counting implements LatencyTable.Stopwatch {
        private int networks;

        @Override
        public double[] millis(CompiledNetwork network) {
            networks++;
            return network.plan().stream().mapToDouble(Counting::millis).toArray();
        }

        private static double millis(PlannedOperation operation) {
            return 0.1 + operation.multiplyAdds() * 1e-6;
        }
    }

    private static Parameters network(double width) {
        return Initialization.torchvision(
                MobileNet.MOBILENET_V2.build(options -> options.withWidth(width).withClasses(7)), 1);
    }

    @Test
    void sumsTheStepsOfANetwork() {
        Parameters parameters = network(0.5);
        LatencyTable table = new LatencyTable(Workers.CALLER, new Counting());
        List<PlannedOperation> plan = Compiler.compile(parameters, SIDE, SIDE).plan();
        double expected = plan.stream().mapToDouble(Counting::millis).sum();
        assertThat(table.millis(parameters, SIDE, SIDE)).isCloseTo(expected, within(1e-9));
    }

    @Test
    void measuresWhatItDoesNotKnowAndNothingTwice() {
        Counting stopwatch = new Counting();
        LatencyTable table = new LatencyTable(Workers.CALLER, stopwatch);
        double first = table.millis(network(0.5), SIDE, SIDE);
        assertThat(table.millis(network(0.5), SIDE, SIDE)).isEqualTo(first);
        assertThat(stopwatch.networks).isEqualTo(1);
        assertThat(table.millis(network(0.35), SIDE, SIDE)).isLessThan(first);
        assertThat(stopwatch.networks).isEqualTo(2);
    }

    @Test
    void realStepsTakeTimeOnOneThreadAndOnTwo() {
        Parameters parameters = network(0.35);
        for (int threads = 1; threads <= 2; threads++) {
            LatencyTable table = new LatencyTable(new Workers(threads));
            assertThat(table.millis(parameters, SIDE, SIDE)).isPositive().isLessThan(1000);
            assertThat(table.steps().values()).allMatch(millis -> millis > 0);
        }
    }

    @Test
    void goesThroughAFile(@TempDir Path folder) throws IOException {
        LatencyTable table = new LatencyTable(Workers.CALLER, new Counting());
        double millis = table.millis(network(0.5), SIDE, SIDE);
        Path file = folder.resolve("latency.json");
        table.write(file);
        LatencyTable read = new LatencyTable(Workers.CALLER, network -> {
            throw new AssertionError("nothing is to be measured");
        });
        read.read(Json.readObject(Files.readAllBytes(file), file.toString()));
        assertThat(read.millis(network(0.5), SIDE, SIDE)).isEqualTo(millis);
    }

    @Test
    void refusesTablesOfOtherThreadsAndBrokenOnes(@TempDir Path folder) throws IOException {
        LatencyTable table = new LatencyTable(Workers.CALLER, new Counting());
        table.millis(network(0.5), SIDE, SIDE);
        Path file = folder.resolve("latency.json");
        table.write(file);
        byte[] text = Files.readAllBytes(file);
        assertThatThrownBy(() -> new LatencyTable(new Workers(2)).read(Json.readObject(text, "latency.json")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("threads is 1, expected to be 2");
        byte[] broken = new String(text, UTF_8)
                .replaceFirst("\"millis\" *: *[^,}\\s]+", "\"millis\" : -1")
                .getBytes(UTF_8);
        assertThat(Arrays.equals(text, broken)).isFalse();
        assertThatThrownBy(() -> new LatencyTable(Workers.CALLER).read(Json.readObject(broken, "latency.json")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("millis is -1, expected a number of at least 0");
    }
}
