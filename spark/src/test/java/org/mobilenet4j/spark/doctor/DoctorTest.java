package org.mobilenet4j.spark.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.spark.LocalCluster;

class DoctorTest {
    @Test
    void asksEveryExecutorAndFindsThemFitForTwoRanks() {
        List<Finding> findings = Doctor.require(LocalCluster.session(), Workload.inStep(2, 1));

        assertThat(findings).noneMatch(Finding::isError);
        assertThat(findings)
                .filteredOn(finding -> finding.subject().equals("executors"))
                .extracting(Finding::found)
                .containsExactly("2");
    }

    @Test
    void refusesMoreRanksThanTheClusterCanRunAtOnce() {
        assertThatThrownBy(() -> Doctor.require(LocalCluster.session(), Workload.inStep(3, 1)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("slots: 2 tasks can run at once, and 3 ranks must; give the application more executors or"
                        + " cores, lower spark.task.cpus, or train with 2 ranks");
    }

    @Test
    void readsItsOptions() {
        assertThat(Doctor.workload("--ranks", "4", "--threads", "2")).isEqualTo(Workload.inStep(4, 2));
        assertThat(Doctor.workload()).isEqualTo(Workload.ORDINARY);
        assertThatThrownBy(() -> Doctor.workload("--ranks", "none"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("--ranks is 'none', expected a whole number from 1; expected [--ranks N]");
        assertThatThrownBy(() -> Doctor.workload("--rank", "2")).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> Doctor.workload("--ranks")).isInstanceOf(InvalidInputException.class);
    }
}
