package org.mobilenet4j.search;

import java.util.ArrayList;
import java.util.List;
import org.mobilenet4j.architecture.MapShape;
import org.mobilenet4j.parameters.Parameters;
import org.mobilenet4j.training.Steps;
import org.mobilenet4j.training.TrainerOptions;
import org.mobilenet4j.training.TrainingExamples;
import org.mobilenet4j.training.TrainingListener;

/** How long trainings take on this machine, measured in a few steps that are then thrown away. */
final class Pace {
    private static final int WARM_UP_STEPS = 3;
    private static final int STEPS = 9;

    private Pace() {}

    /**
     * The mean time that an image of a whole run takes: its epochs of smaller inputs and those of the network's size count by their
     * numbers.
     */
    static double secondsPerImage(
            Parameters start, TrainerOptions options, MapShape input, TrainingExamples<Integer> examples) {
        TrainerOptions run = options.with(change -> change.epochs(RunLength.LEAST_EPOCHS));
        int small = 0;
        while (small < run.epochs() && !run.input(input, small + 1).equals(input)) {
            small++;
        }
        double large = secondsPerImage(start, run, run.epochs(), input, examples);
        double share = (double) small / run.epochs();
        return small == 0 ? large : share * secondsPerImage(start, run, 1, input, examples) + (1 - share) * large;
    }

    private static double secondsPerImage(
            Parameters start, TrainerOptions options, int epoch, MapShape input, TrainingExamples<Integer> examples) {
        Steps<Integer> steps = Steps.ofClassifier(options, start.copy(), input, examples);
        List<Double> seconds = new ArrayList<>();
        int end = Math.min(steps.perEpoch(), WARM_UP_STEPS + STEPS);
        steps.take(epoch, 0, end, List.of(), new TrainingListener() {
            private long before = System.nanoTime();

            @Override
            public void onEpoch(Epoch finished) {}

            @Override
            public void onStep(Step step) {
                long now = System.nanoTime();
                seconds.add((now - before) * 1e-9 / step.examples());
                before = now;
            }
        });
        List<Double> warm = seconds.subList(Math.min(WARM_UP_STEPS, seconds.size() - 1), seconds.size());
        return warm.stream().sorted().skip(warm.size() / 2).findFirst().orElseThrow();
    }
}
