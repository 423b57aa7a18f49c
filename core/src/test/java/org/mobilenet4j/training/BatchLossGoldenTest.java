package org.mobilenet4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** PyTorch's cross entropy and its gradient; {@code make_losses.py} beside the file wrote them. */
class BatchLossGoldenTest {
    private static final int CLASSES = 5;
    private static final int IMAGES = 4;

    static Stream<List<String>> cases() throws IOException {
        try (InputStream in = BatchLossGoldenTest.class.getResourceAsStream("/training/losses.txt")) {
            List<String> lines = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            return IntStream.range(0, lines.size() / 6).mapToObj(i -> lines.subList(6 * i, 6 * i + 6));
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void agreesWithPyTorch(List<String> golden) {
        String[] name = golden.getFirst().split(" ", -1);
        float[] logits = floats(golden.get(1));
        double[] wanted = doubles(golden.get(2));
        List<Double> weights = name[2].equals("even")
                ? List.of()
                : Arrays.stream(doubles(golden.get(3))).boxed().toList();
        BatchLoss loss = new BatchLoss(Double.parseDouble(name[3]), weights);

        double actual = name[1].equals("labels")
                ? loss.lossAndGradient(
                        logits, Arrays.stream(wanted).mapToInt(w -> (int) w).toArray(), CLASSES)
                : loss.lossAndGradient(logits, floats(golden.get(2)), IMAGES, CLASSES);

        assertThat(actual).isCloseTo(doubles(golden.get(4))[0], within(1e-6));
        double[] gradient = doubles(golden.get(5));
        for (int i = 0; i < gradient.length; i++) {
            assertThat((double) logits[i]).as("gradient " + i).isCloseTo(gradient[i], within(2e-7));
        }
    }

    @Test
    void balancedWeightsMakeEveryClassCountTheSame() {
        assertThat(BatchLoss.balancedWeights(10, 30, 20)).containsExactly(2.0, 20.0 / 30, 1.0);
        assertThat(BatchLoss.balancedWeights(10, 0, 30)).containsExactly(2.0, 1.0, 20.0 / 30);
    }

    @Test
    void refusesWeightsThatAreNone() {
        assertThatThrownBy(() -> new BatchLoss(0, List.of(1.0, 0.0)))
                .hasMessage("class weights are [1.0, 0.0], expected above 0");
        assertThatThrownBy(() -> new BatchLoss(0, List.of(1.0)).lossAndGradient(new float[2], new int[1], 2))
                .hasMessage("1 class weights for 2 classes");
    }

    private static float[] floats(String line) {
        double[] values = doubles(line);
        float[] floats = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }

    private static double[] doubles(String line) {
        return Arrays.stream(line.split(" ", -1))
                .skip(1)
                .mapToDouble(Double::parseDouble)
                .toArray();
    }
}
