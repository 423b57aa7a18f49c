package org.mobilenet4j.spark.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.mobilenet4j.ImageClassifier;
import org.mobilenet4j.Model;
import org.mobilenet4j.spark.LocalCluster;
import org.mobilenet4j.spark.TestImages;
import org.mobilenet4j.spark.TestModels;

class SharedModelTest {
    /** What a task says: in which process it ran, how many models it had to open, and what they computed. */
    private record Told(long process, int loads, String outputs) implements Serializable {}

    @Test
    void eachExecutorOpensAModelOnceAndComputesWhatTheDriverDoes() {
        Model model = TestModels.classifier("known", "to this test alone");
        SharedModel shared = SharedModel.of(model, LocalCluster.session());
        SharedModel equal = SharedModel.of(model, LocalCluster.session());
        List<Integer> seeds = IntStream.range(0, 12).boxed().toList();

        List<Told> told = new JavaSparkContext(LocalCluster.session().sparkContext())
                .parallelize(seeds, 6)
                .map(seed -> told(shared, equal, seed))
                .collect();

        ImageClassifier classifier = ImageClassifier.of(model);
        assertThat(told)
                .extracting(Told::outputs)
                .containsExactlyElementsOf(seeds.stream()
                        .map(seed -> Arrays.toString(classifier.logits(TestImages.drawn(seed)))
                                + Arrays.toString(classifier.features(TestImages.drawn(seed))))
                        .toList());
        Map<Long, Integer> loads =
                told.stream().collect(Collectors.groupingBy(Told::process, Collectors.summingInt(Told::loads)));
        assertThat(loads.values()).isNotEmpty().containsOnly(1);
        assertThat(loads).doesNotContainKey(ProcessHandle.current().pid());
    }

    private static Told told(SharedModel shared, SharedModel equal, int seed) {
        int before = SharedModel.loads();
        float[] logits = shared.running().classifier().logits(TestImages.drawn(seed));
        float[] features = equal.running().features(TestImages.drawn(seed));
        return new Told(
                ProcessHandle.current().pid(),
                SharedModel.loads() - before,
                Arrays.toString(logits) + Arrays.toString(features));
    }
}
