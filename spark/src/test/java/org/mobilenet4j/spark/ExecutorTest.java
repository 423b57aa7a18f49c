package org.mobilenet4j.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.mobilenet4j.kernel.KernelSelection;

class ExecutorTest {
    @Test
    void anExecutorHasTheKernelsOfTheDriver() {
        JavaSparkContext context = new JavaSparkContext(LocalCluster.session().sparkContext());

        List<String> kernels = context.parallelize(List.of(1, 2), 2)
                .map(i -> KernelSelection.chosen().kernels().name())
                .collect();

        assertThat(kernels).containsOnly(KernelSelection.chosen().kernels().name());
    }
}
