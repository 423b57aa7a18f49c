package org.mobilenet4j.spark.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.mobilenet4j.ImageClassifier;
import org.mobilenet4j.IncludedModel;
import org.mobilenet4j.Model;
import org.mobilenet4j.spark.LocalCluster;
import org.mobilenet4j.spark.TestImages;

class SharedModelTest {
    @Test
    void eachExecutorOpensAModelOnceAndComputesWhatTheDriverDoes() {
        Model model = IncludedModel.CIFAR10.load();
        SharedModel shared = SharedModel.of(model, LocalCluster.session());
        SharedModel equal = SharedModel.of(IncludedModel.CIFAR10.load(), LocalCluster.session());
        JavaSparkContext context = new JavaSparkContext(LocalCluster.session().sparkContext());
        List<Integer> seeds = IntStream.range(0, 12).boxed().toList();
        List<Integer> before = loads(context);

        List<String> logits = context.parallelize(seeds, 6)
                .map(seed -> Arrays.toString(shared.running().classifier().logits(TestImages.drawn(seed)))
                        + Arrays.toString(equal.running().features(TestImages.drawn(seed))))
                .collect();

        ImageClassifier classifier = ImageClassifier.of(model);
        assertThat(logits)
                .containsExactlyElementsOf(seeds.stream()
                        .map(seed -> Arrays.toString(classifier.logits(TestImages.drawn(seed)))
                                + Arrays.toString(classifier.features(TestImages.drawn(seed))))
                        .toList());
        assertThat(before).allMatch(loads -> loads <= 1);
        assertThat(loads(context)).isNotEmpty().allMatch(loads -> loads == 1);
    }

    /** Of each executor that tasks reach. */
    private static List<Integer> loads(JavaSparkContext context) {
        return context.parallelize(List.of(1, 2, 3, 4), 4)
                .map(i -> SharedModel.loads())
                .collect();
    }
}
