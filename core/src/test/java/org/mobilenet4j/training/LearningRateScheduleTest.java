package org.mobilenet4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.mobilenet4j.training.LearningRateSchedule.Constant;
import org.mobilenet4j.training.LearningRateSchedule.Cosine;
import org.mobilenet4j.training.LearningRateSchedule.Exponential;
import org.mobilenet4j.training.LearningRateSchedule.OneCycle;
import org.mobilenet4j.training.LearningRateSchedule.Step;

class LearningRateScheduleTest {
    @Test
    void oneCycleRisesToItsTopAndEndsNearNothing() {
        OneCycle schedule = OneCycle.TORCH;
        assertThat(schedule.rateAt(0, 100)).isCloseTo(0.04, within(1e-12));
        assertThat(schedule.rateAt(29, 100)).isCloseTo(1, within(1e-12));
        assertThat(schedule.rateAt(99, 100)).isCloseTo(4e-6, within(1e-12));
    }

    @Test
    void theOthersFollowTheirFormulas() {
        assertThat(new Constant().rateAt(7, 10)).isEqualTo(1);
        assertThat(new Step(10, 0.1).rateAt(25, 100)).isCloseTo(0.01, within(1e-12));
        assertThat(new Exponential(10, 0.5).rateAt(5, 100)).isCloseTo(Math.sqrt(0.5), within(1e-12));
        assertThat(new Cosine(0).rateAt(50, 100)).isCloseTo(0.5, within(1e-12));
    }

    @Test
    void aWarmUpRisesInALineAndLeavesTheRestToTheSchedule() {
        LearningRateSchedule schedule = new Cosine(0).withWarmUp(10);
        assertThat(schedule.rateAt(0, 110)).isCloseTo(0.1, within(1e-12));
        assertThat(schedule.rateAt(9, 110)).isCloseTo(1, within(1e-12));
        assertThat(schedule.rateAt(60, 110)).isCloseTo(0.5, within(1e-12));
    }

    /** The rise of five steps of which a fifth goes up ends where it begins. */
    @Test
    void oneCycleWithoutRoomToRiseBeginsAtTheTop() {
        LearningRateSchedule cycle = new LearningRateSchedule.OneCycle(0.2, 0.1, 0);

        assertThat(cycle.rateAt(0, 5)).isEqualTo(1);
        assertThat(cycle.rateAt(4, 5)).isEqualTo(0);
    }
}
