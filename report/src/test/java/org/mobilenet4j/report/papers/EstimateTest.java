package org.mobilenet4j.report.papers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.mobilenet4j.report.papers.Claim.Verdict;

class EstimateTest {
    @Test
    void theIntervalIsStudents() {
        Estimate three = Estimate.of(0.4, 0.5, 0.6);

        assertThat(three.mean()).isCloseTo(0.5, within(1e-12));
        assertThat(three.reach()).isCloseTo(4.303 * 0.1 / Math.sqrt(3), within(1e-12));
        assertThat(three.percent()).isEqualTo("50.0 ± 24.8 %");
    }

    @Test
    void oneRepetitionHasNoInterval() {
        assertThat(Estimate.of(0.4).reach()).isNaN();
        assertThat(Verdict.ofPositive(Estimate.of(0.4))).isEqualTo(Verdict.NOT_SHOWN);
    }

    @Test
    void aDifferenceIsShownOnlyWhereTheIntervalLeavesZeroOut() {
        assertThat(Verdict.ofPositive(Estimate.of(0.04, 0.05, 0.06))).isEqualTo(Verdict.HELD);
        assertThat(Verdict.ofPositive(Estimate.of(-0.04, -0.05, -0.06))).isEqualTo(Verdict.NOT_HELD);
        assertThat(Verdict.ofPositive(Estimate.of(-0.04, 0.05, 0.06))).isEqualTo(Verdict.NOT_SHOWN);
    }
}
