package org.mobilenet4j.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.mobilenet4j.index.ImageIndex.Hit;
import org.mobilenet4j.workflow.Embeddings;

/** How long a search takes, and how many of the nearest it finds, in the index that {@code -Dmobilenet.index} names. */
@Tag("slow")
class SearchLatencyTest {
    private static final int COUNT = 10;
    private static final int WARM_UP = 300;
    private static final int SEARCHES = 1_000;
    private static final int COMPARED = 20;

    @Test
    void findsNearlyAllOfTheNearest() throws IOException {
        String folder = System.getProperty("mobilenet.index", "");
        Assumptions.assumeFalse(folder.isEmpty(), "skipped: name an index with -Dmobilenet.index=DIR");
        Map<String, float[]> vectors = new HashMap<>();
        try (ImageIndex index = ImageIndex.open(Path.of(folder))) {
            index.forEach((image, vector) -> {
                if (vector != null) {
                    vectors.put(image.path(), vector.clone());
                }
            });
            List<float[]> all = List.copyOf(vectors.values());
            SplittableRandom random = new SplittableRandom(1);
            double[] millis = new double[WARM_UP + SEARCHES];
            for (int i = 0; i < millis.length; i++) {
                float[] query = all.get(random.nextInt(all.size()));
                long begin = System.nanoTime();
                assertThat(index.nearest(query, COUNT, null, Set.of())).isNotEmpty();
                millis[i] = (System.nanoTime() - begin) * 1e-6;
            }
            double[] warm = Arrays.stream(millis).skip(WARM_UP).sorted().toArray();
            int found = 0;
            for (int i = 0; i < COMPARED; i++) {
                float[] query = all.get(random.nextInt(all.size()));
                Set<String> nearest = new HashSet<>(exact(vectors, query));
                for (Hit hit : index.nearest(query, COUNT, null, Set.of())) {
                    found += nearest.contains(hit.image().path()) ? 1 : 0;
                }
            }
            System.out.printf(
                    Locale.ROOT,
                    "%,d images: first search %.0f ms, then p50 %.1f ms, p90 %.1f ms, p99 %.1f ms; %d of %d nearest found%n",
                    index.size(),
                    millis[0],
                    warm[SEARCHES / 2],
                    warm[SEARCHES * 9 / 10],
                    warm[SEARCHES * 99 / 100],
                    found,
                    COUNT * COMPARED);
            assertThat((double) found / (COUNT * COMPARED)).isGreaterThan(0.95);
        }
    }

    private static List<String> exact(Map<String, float[]> vectors, float[] query) {
        Map<String, Double> distances = new HashMap<>();
        vectors.forEach((path, vector) -> distances.put(path, Embeddings.distance(query, vector)));
        return distances.entrySet().stream()
                .sorted(Map.Entry.comparingByValue())
                .limit(COUNT)
                .map(Map.Entry::getKey)
                .toList();
    }
}
