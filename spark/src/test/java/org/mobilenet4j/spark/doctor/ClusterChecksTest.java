package org.mobilenet4j.spark.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.mobilenet4j.spark.doctor.Finding.Severity;

class ClusterChecksTest {
    private static final long GIGABYTE = 1L << 30;
    private static final JvmFacts DRIVER = jvm("the driver");

    private static JvmFacts jvm(String name) {
        return new JvmFacts(
                name, "25.0.3+9", "512", "vectors of 512 bits", "", "turbo", "libjpeg-turbo", true, GIGABYTE);
    }

    private static Cluster cluster(JvmFacts... executors) {
        return new Cluster(DRIVER, executors.length, executors.length, List.of(executors), List.of(), Optional.empty());
    }

    @Test
    void findsNothingAmissWhereAllAreAlike() {
        assertThat(ClusterChecks.of(cluster(jvm("executor 0 on a"), jvm("executor 1 on b")), Workload.inStep(2, 1)))
                .allMatch(finding -> finding.severity() == Severity.FINE);
    }

    @Test
    void refusesAJavaThatCannotLoadTheLibrary() {
        Cluster old = new Cluster(DRIVER, 2, 2, List.of(), List.of("a/10.0.0.1: Java 17.0.9"), Optional.empty());

        assertThat(ClusterChecks.of(old, Workload.ORDINARY).getFirst().message())
                .isEqualTo("Java: a/10.0.0.1: Java 17.0.9; install a JDK 25 or later on every machine and set"
                        + " spark.executorEnv.JAVA_HOME to it");
    }

    @Test
    void warnsOfAJavaThatMovesArraysUnderNativeCode() {
        JvmFacts early =
                new JvmFacts("executor 0 on a", "25.0.1+8", "512", "", "", "turbo", "libjpeg-turbo", true, GIGABYTE);

        Finding java = ClusterChecks.java(cluster(early));

        assertThat(java.severity()).isEqualTo(Severity.WARNING);
        assertThat(java.found()).isEqualTo("25.0.1+8 on executor 0 on a");
    }

    @Test
    void refusesExecutorsWithoutVectorsAndSaysHow() {
        JvmFacts slow = new JvmFacts(
                "executor 3 on c",
                "25.0.3",
                "scalar",
                "scalar kernels, because the module is missing",
                "start Java with --add-modules jdk.incubator.vector",
                "turbo",
                "libjpeg-turbo",
                true,
                GIGABYTE);

        Finding kernels = ClusterChecks.kernels(cluster(jvm("executor 0 on a"), slow));

        assertThat(kernels.isError()).isTrue();
        assertThat(kernels.message())
                .isEqualTo("kernels: scalar kernels, because the module is missing (executor 3 on c); start Java with"
                        + " --add-modules jdk.incubator.vector, or accept them by"
                        + " spark.executor.extraJavaOptions=-Dmobilenet.kernels=scalar");
        assertThat(ClusterChecks.sameKernels(cluster(slow)).severity()).isEqualTo(Severity.WARNING);
    }

    @Test
    void warnsWhereTheDriverDecodesOtherPixels() {
        JvmFacts other = new JvmFacts(
                "executor 0 on a", "25.0.3", "512", "", "", "imageio", "ImageIO, because ...", false, GIGABYTE);

        assertThat(ClusterChecks.sameDecoders(cluster(other)).found())
                .isEqualTo("ImageIO, because ... on executor 0 on a; libjpeg-turbo on the driver: pixels differ by a"
                        + " level");
        assertThat(ClusterChecks.webp(cluster(other)).found()).isEqualTo("cannot be read by executor 0 on a");
    }

    @Test
    void refusesMoreRanksThanSlots() {
        Finding slots = ClusterChecks.slots(cluster(jvm("executor 0 on a")), Workload.inStep(2, 1));

        assertThat(slots.isError()).isTrue();
        assertThat(slots.message())
                .isEqualTo("slots: 1 task can run at once, and 2 ranks must; give the application more executors or"
                        + " cores, lower spark.task.cpus, or train with 1 rank");
    }

    @Test
    void comparesWhatRanksNeedWithTheHeapOfTheExecutorThatHasThem() {
        Cluster two = cluster(jvm("executor 0 on a"), jvm("executor 1 on b"));

        assertThat(ClusterChecks.memory(two, Workload.inStep(2, 1).withRankBytes(GIGABYTE / 2))
                        .severity())
                .isEqualTo(Severity.FINE);
        assertThat(ClusterChecks.memory(two, Workload.inStep(2, 1).withRankBytes(GIGABYTE * 3 / 4))
                        .severity())
                .isEqualTo(Severity.WARNING);
        assertThat(ClusterChecks.memory(two, Workload.inStep(6, 1).withRankBytes(GIGABYTE / 2))
                        .message())
                .isEqualTo("memory: 1,536 MB for the 3 ranks of an executor, whose heap is 1,024 MB; set"
                        + " spark.executor.memory=2560m, or take smaller batches");
    }

    @Test
    void saysWhyExecutorsDidNotAnswer() {
        Cluster without = new Cluster(
                DRIVER, 2, 2, List.of(), List.of(), Optional.of("a executor 0: java.lang.ClassNotFoundException: x"));

        assertThat(ClusterChecks.executors(without).message())
                .isEqualTo("executors: cannot run the library (a executor 0: java.lang.ClassNotFoundException: x); give"
                        + " them mobilenet-spark.jar with --jars, or by spark.executor.extraClassPath");
    }
}
