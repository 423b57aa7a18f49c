package org.mobilenet4j.search;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;
import org.mobilenet4j.architecture.MapShape;
import org.mobilenet4j.parameters.Parameters;
import org.mobilenet4j.training.Steps;
import org.mobilenet4j.training.TrainerOptions;
import org.mobilenet4j.training.TrainingExamples;

/**
 * What trainings cost, measured in a few steps that are then thrown away: processor time of one thread, which other work on
 * the machine hardly changes, so that networks are given the same even where it is busy.
 */
final class Pace {
    private static final int WARM_UP_STEPS = 2;
    private static final int STEPS = 6;

    private Pace() {}

    /** The run of which a network's cost is the mean: inputs of all the sizes that it learns from. */
    static TrainerOptions sample(TrainerOptions options) {
        return options.with(change -> change.epochs(RunLength.LEAST_EPOCHS).threads(1));
    }

    /** The processor time that an image of a whole run takes: its epochs of small inputs and the others count by their numbers. */
    static double processorSecondsPerImage(
            Parameters start, TrainerOptions options, MapShape input, TrainingExamples<Integer> examples) {
        TrainerOptions run = sample(options);
        int small = 0;
        while (small < run.epochs() && !run.input(input, small + 1).equals(input)) {
            small++;
        }
        Steps<Integer> steps = Steps.ofClassifier(run, start.copy(), input, examples);
        double large = processorSecondsPerImage(steps, run.epochs(), run, examples);
        double share = (double) small / run.epochs();
        return small == 0 ? large : share * processorSecondsPerImage(steps, 1, run, examples) + (1 - share) * large;
    }

    private static double processorSecondsPerImage(
            Steps<Integer> steps, int epoch, TrainerOptions run, TrainingExamples<Integer> examples) {
        int end = Math.min(steps.perEpoch(), WARM_UP_STEPS + STEPS);
        int first = Math.min(WARM_UP_STEPS, end - 1);
        steps.take(epoch, 0, first, List.of(), each -> {});
        double seconds = processorSeconds(() -> steps.take(epoch, first, end, List.of(), each -> {}));
        return seconds / ((double) (end - first) * Math.min(run.batchSize(), examples.size()));
    }

    /** The time on the clock that some work takes. */
    static double seconds(Runnable work) {
        long begin = System.nanoTime();
        work.run();
        return (System.nanoTime() - begin) * 1e-9;
    }

    /** The processor time that this thread spends on some work. */
    static double processorSeconds(Runnable work) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long begin = threads.getCurrentThreadCpuTime();
        work.run();
        return (threads.getCurrentThreadCpuTime() - begin) * 1e-9;
    }
}
