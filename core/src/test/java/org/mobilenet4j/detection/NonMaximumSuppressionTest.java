package org.mobilenet4j.detection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.mobilenet4j.GoldenFill;
import tools.jackson.databind.JsonNode;

class NonMaximumSuppressionTest {
    /** The boxes of one entry, by its formula. */
    private record Case(float[] boxes, float[] scores, int[] labels) {
        static Case of(JsonNode golden) {
            String key = golden.get("key").asString();
            int n = golden.get("count").asInt();
            double span = golden.get("span").asDouble();
            double size = golden.get("size").asDouble();
            float[] u = GoldenFill.fill(key, 4 * n, 0, 1);
            float[] boxes = new float[4 * n];
            for (int i = 0; i < 4 * n; i += 4) {
                boxes[i] = (float) (span * u[i]);
                boxes[i + 1] = (float) (span * u[i + 1]);
                boxes[i + 2] = (float) (span * u[i] + size * u[i + 2]);
                boxes[i + 3] = (float) (span * u[i + 1] + size * u[i + 3]);
            }
            if (golden.get("special").asBoolean()) {
                makeSpecial(boxes);
            }
            float[] scores = GoldenFill.fill(key + ".score", n, 0, 1);
            int quantum = golden.get("quantum").asInt();
            for (int i = 0; quantum > 0 && i < n; i++) {
                scores[i] = (float) (Math.floor(scores[i] * quantum) / quantum);
            }
            float[] classes = GoldenFill.fill(key + ".label", n, 0, 4);
            int[] labels = new int[n];
            for (int i = 0; i < n; i++) {
                labels[i] = Math.min((int) Math.floor(classes[i]), 3);
            }
            return new Case(boxes, scores, labels);
        }

        private static void makeSpecial(float[] boxes) {
            copy(boxes, 4, 5);
            copy(boxes, 4, 6);
            boxes[4 * 9 + 2] = boxes[4 * 9];
            boxes[4 * 9 + 3] = boxes[4 * 9 + 1];
            copy(boxes, 9, 10);
            boxes[4 * 13 + 2] = boxes[4 * 13];
            copy(boxes, 13, 14);
            float left = boxes[4 * 17];
            boxes[4 * 17] = boxes[4 * 17 + 2];
            boxes[4 * 17 + 2] = left;
            put(boxes, 20, 0, 0, 0, 0);
            put(boxes, 21, 0, 0, 320, 320);
            put(boxes, 24, 10, 10, 20, 20);
            put(boxes, 25, 10, 10, 20, 15);
            put(boxes, 28, -30, -20, 15, 25);
            put(boxes, 29, -28, -20, 17, 25);
        }

        private static void copy(float[] boxes, int from, int to) {
            System.arraycopy(boxes, 4 * from, boxes, 4 * to, 4);
        }

        private static void put(float[] boxes, int at, float... edges) {
            System.arraycopy(edges, 0, boxes, 4 * at, 4);
        }
    }

    @Test
    void keepsWhatTorchvisionKeeps() {
        for (JsonNode golden : DetectionGoldens.part("nms")) {
            Case given = Case.of(golden);
            golden.get("kept").properties().forEach(entry -> {
                double threshold = Double.parseDouble(entry.getKey());
                JsonNode kept = entry.getValue();
                String what = golden.get("key").asString() + " at " + threshold;
                int[] single = NonMaximumSuppression.of(given.boxes, given.scores, threshold);
                int[] moved = NonMaximumSuppression.movedByLabel(given.boxes, given.scores, given.labels, threshold);
                int[] byLabel = NonMaximumSuppression.labelByLabel(given.boxes, given.scores, given.labels, threshold);
                assertKept(what, single, kept.get("single"));
                assertKept(what, moved, kept.get("by_offset"));
                // torchvision's last sort by class is not stable: equal scores compare as a set.
                assertThat(byLabel)
                        .as(what)
                        .hasSize(kept.get("by_class").get("kept").asInt());
                assertThat(Arrays.stream(byLabel).sum())
                        .as(what)
                        .isEqualTo(kept.get("by_class").get("sum").asInt());
                assertSameByScore(what, byLabel, kept.get("by_class").get("order"), given.scores);
                assertThat(NonMaximumSuppression.byLabel(given.boxes, given.scores, given.labels, threshold))
                        .as(what)
                        .isEqualTo(kept.get("batched_nms").asString().equals("by_class") ? byLabel : moved);
            });
        }
    }

    private static void assertKept(String what, int[] kept, JsonNode golden) {
        List<Integer> order =
                golden.get("order").valueStream().map(JsonNode::asInt).toList();
        assertThat(kept).as(what).hasSize(golden.get("kept").asInt());
        assertThat(Arrays.stream(kept).limit(order.size()).boxed().toList())
                .as(what)
                .isEqualTo(order);
        assertThat(Arrays.stream(kept).sum())
                .as(what)
                .isEqualTo(golden.get("sum").asInt());
    }

    /** All but the last score of the golden's beginning, which may be cut within equal ones. */
    private static void assertSameByScore(String what, int[] kept, JsonNode golden, float[] scores) {
        List<Integer> expected = golden.valueStream().map(JsonNode::asInt).toList();
        List<Integer> found = Arrays.stream(kept).limit(expected.size()).boxed().toList();
        List<Set<Integer>> wanted = new ArrayList<>(byScore(expected, scores).values());
        List<Set<Integer>> given = new ArrayList<>(byScore(found, scores).values());
        assertThat(given.subList(0, given.size() - 1)).as(what).isEqualTo(wanted.subList(0, wanted.size() - 1));
    }

    private static Map<Float, Set<Integer>> byScore(List<Integer> places, float[] scores) {
        Map<Float, Set<Integer>> groups = new LinkedHashMap<>();
        places.forEach(place -> groups.computeIfAbsent(scores[place], score -> new LinkedHashSet<>())
                .add(place));
        return groups;
    }

    @Test
    void leavesOutABoxThatOverlapsABetterOneByMore() {
        float[] boxes = {0, 0, 10, 10, 0, 0, 10, 5, 0, 0, 10, 6, 50, 50, 60, 60};
        float[] scores = {0.9f, 0.8f, 0.7f, 0.95f};

        assertThat(NonMaximumSuppression.of(boxes, scores, 0.5)).containsExactly(3, 0, 1); // exactly half stays
        assertThat(NonMaximumSuppression.byLabel(boxes, scores, new int[] {1, 1, 2, 1}, 0.5))
                .containsExactly(3, 0, 1, 2);
    }

    @Test
    void keepsNothingOfNothing() {
        assertThat(NonMaximumSuppression.byLabel(new float[0], new float[0], new int[0], 0.5))
                .isEmpty();
    }
}
