package org.mobilenet4j.spark.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.mobilenet4j.spark.doctor.Finding.Severity;

class SettingChecksTest {
    private static final Workload IN_STEP = Workload.inStep(2, 1);

    private static SparkConf with(String key, String value) {
        return new SparkConf(false).set(key, value);
    }

    @Test
    void refusesAnOlderSparkAndAnotherScala() {
        assertThat(SettingChecks.spark("3.5.6").message())
                .isEqualTo("Spark: 3.5.6; run on Spark 4.2 or later, the first that knows JDK 25");
        assertThat(SettingChecks.spark("4.0.4").isError()).isTrue();
        assertThat(SettingChecks.spark("4.1.0").severity()).isEqualTo(Severity.WARNING);
        assertThat(List.of("4.2.0", "4.10.1", "4.3.0-SNAPSHOT", "5.0"))
                .allMatch(version -> SettingChecks.spark(version).severity() == Severity.FINE);
        assertThat(SettingChecks.scala("2.12.18").isError()).isTrue();
        assertThat(SettingChecks.scala("2.13.16").isError()).isFalse();
    }

    @Test
    void refusesDynamicAllocationForABarrierStageAlone() {
        SparkConf dynamic = with("spark.dynamicAllocation.enabled", "true");

        Finding inStep = SettingChecks.dynamicAllocation(dynamic, IN_STEP);

        assertThat(inStep.isError()).isTrue();
        assertThat(inStep.remedy()).contains("spark.dynamicAllocation.enabled=false");
        assertThat(SettingChecks.dynamicAllocation(dynamic, Workload.ORDINARY).severity())
                .isEqualTo(Severity.FINE);
    }

    @Test
    void warnsOfSparksOwnPatience() {
        SparkConf asItIs = new SparkConf(false);

        assertThat(SettingChecks.silence(asItIs).toString())
                .isEqualTo("warning  silent executors: given up after 120 s (spark.network.timeout); one that hangs"
                        + " keeps its slot that long, and the others wait for it; set spark.network.timeout=30s and"
                        + " spark.executor.heartbeatInterval=5s");
        assertThat(SettingChecks.barrierTimeout(asItIs).found()).contains("31,536,000 s");
        assertThat(SettingChecks.silence(with("spark.network.timeout", "30s")).severity())
                .isEqualTo(Severity.FINE);
        assertThat(SettingChecks.barrierTimeout(with("spark.barrier.sync.timeout", "300"))
                        .severity())
                .isEqualTo(Severity.FINE);
    }

    @Test
    void warnsOfMoreThreadsThanATaskHasCores() {
        assertThat(SettingChecks.taskCpus(new SparkConf(false), Workload.inStep(2, 4))
                        .remedy())
                .startsWith("set spark.task.cpus=4");
        assertThat(SettingChecks.taskCpus(with("spark.task.cpus", "4"), Workload.inStep(2, 4))
                        .severity())
                .isEqualTo(Severity.FINE);
    }

    @Test
    void refusesMoreResultsThanTheDriverTakes() {
        Workload features = Workload.ORDINARY.withCollectedBytes(4L << 30);

        Finding tooMany = SettingChecks.resultSize(new SparkConf(false), features);

        assertThat(tooMany.message())
                .isEqualTo("results: 4,096 MB come to the driver, which takes 1,024 MB (spark.driver.maxResultSize);"
                        + " set spark.driver.maxResultSize=5120m");
        assertThat(tooMany.isError()).isTrue();
        assertThat(SettingChecks.resultSize(with("spark.driver.maxResultSize", "0"), features)
                        .isError())
                .isFalse();
    }

    @Test
    void saysNothingOfBarriersWhereThereIsNone() {
        List<String> subjects = SettingChecks.of(new SparkConf(false), Workload.ORDINARY).stream()
                .map(Finding::subject)
                .toList();

        assertThat(subjects).containsExactly("dynamic allocation");
    }
}
