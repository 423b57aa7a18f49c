package org.mobilenet4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.mobilenet4j.training.LearningRateSchedule.Constant;
import org.mobilenet4j.training.LearningRateSchedule.Cosine;
import org.mobilenet4j.training.LearningRateSchedule.Course;
import org.mobilenet4j.training.LearningRateSchedule.Exponential;
import org.mobilenet4j.training.LearningRateSchedule.OneCycle;
import org.mobilenet4j.training.LearningRateSchedule.Plateau;
import org.mobilenet4j.training.LearningRateSchedule.StepDecay;

class LearningRateScheduleTest {
    @Test
    void oneCycleRisesToItsTopAndEndsNearNothing() {
        OneCycle schedule = OneCycle.TORCH;
        assertThat(schedule.rateAt(0, course(100))).isCloseTo(0.04, within(1e-12));
        assertThat(schedule.rateAt(29, course(100))).isCloseTo(1, within(1e-12));
        assertThat(schedule.rateAt(99, course(100))).isCloseTo(4e-6, within(1e-12));
    }

    @Test
    void theOthersFollowTheirFormulas() {
        assertThat(new Constant().rateAt(7, course(10))).isEqualTo(1);
        assertThat(new StepDecay(1, 0.1).rateAt(25, course(100))).isCloseTo(0.01, within(1e-12));
        assertThat(new Exponential(1, 0.5).rateAt(5, course(100))).isCloseTo(Math.sqrt(0.5), within(1e-12));
        assertThat(new Cosine(0).rateAt(50, course(100))).isCloseTo(0.5, within(1e-12));
    }

    @Test
    void aWarmUpRisesInALineAndLeavesTheRestToTheSchedule() {
        LearningRateSchedule schedule = new Cosine(0).withWarmUp(1);
        assertThat(schedule.rateAt(0, course(110))).isCloseTo(0.1, within(1e-12));
        assertThat(schedule.rateAt(9, course(110))).isCloseTo(1, within(1e-12));
        assertThat(schedule.rateAt(60, course(110))).isCloseTo(0.5, within(1e-12));
    }

    @Test
    void aPlateauLowersTheRateWhenTheAccuracyNoLongerRises() {
        Plateau schedule = new Plateau(0.1, 2);
        assertThat(rate(schedule, 0.5, 0.6, 0.6, 0.6)).isEqualTo(1);
        assertThat(rate(schedule, 0.5, 0.6, 0.6, 0.6, 0.6)).isCloseTo(0.1, within(1e-12));
        assertThat(rate(schedule, 0.5, 0.6, 0.6, 0.6, 0.6, 0.6, 0.6)).isCloseTo(0.1, within(1e-12));
        assertThat(rate(schedule, 0.5, 0.6, 0.6, 0.6, 0.6, 0.6, 0.6, 0.6)).isCloseTo(0.01, within(1e-12));
    }

    private static double rate(LearningRateSchedule schedule, Double... accuracies) {
        return schedule.rateAt(0, new Course(100, 10, List.of(accuracies)));
    }

    /** Ten steps in each epoch. */
    private static Course course(long steps) {
        return new Course(steps, 10, List.of());
    }

    /** The rise of five steps of which a fifth goes up ends where it begins. */
    @Test
    void oneCycleWithoutRoomToRiseBeginsAtTheTop() {
        LearningRateSchedule cycle = new LearningRateSchedule.OneCycle(0.2, 0.1, 0);

        assertThat(cycle.rateAt(0, course(5))).isEqualTo(1);
        assertThat(cycle.rateAt(4, course(5))).isEqualTo(0);
    }
}
