package org.mobilenet4j.compression;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.mobilenet4j.Model;
import org.mobilenet4j.compression.AdaptationFolder.Done;
import org.mobilenet4j.compression.Shrinking.Proposal;
import org.mobilenet4j.data.ImageReader;
import org.mobilenet4j.data.Split;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.kernel.KernelSelection;
import org.mobilenet4j.latency.LatencyTable;
import org.mobilenet4j.parallel.Workers;
import org.mobilenet4j.parameters.Parameters;
import org.mobilenet4j.pruning.ChannelGroup;
import org.mobilenet4j.training.LearningRateSchedule;
import org.mobilenet4j.training.LearningRates;
import org.mobilenet4j.training.Trainer;
import org.mobilenet4j.training.TrainerOptions;
import org.mobilenet4j.training.TrainingExamples;
import org.mobilenet4j.workflow.WorkflowListener;

/**
 * NetAdapt (Yang et al. 2018, algorithm 1; MobileNetV3, section 4.2): a trained model loses latency step by step. In each step,
 * proposals that save enough, each by taking from one group of channels or one block, are tuned for some steps and judged on
 * training images kept apart; the one that loses the least accuracy for the latency it saves goes on. Every step's model is
 * kept, so that the whole curve of accuracy by latency comes of one run, which can be resumed after any step.
 *
 * <p>Two things differ from the paper. Of all proposals only those are tuned that Taylor scores put first, since each costs a
 * short training. And they are judged by what they lose over what they save, as in MobileNetV3, in cross entropy: the accuracy on a
 * few hundred images is too coarse.
 *
 * @param folder where steps are kept
 * @param isResumed whether to go on from what the folder holds
 */
public record Adaptation(Model model, AdaptationOptions options, ImageReader reader, Path folder, boolean isResumed) {
    /** Norms are measured anew before the short steps, whose batches go by their own statistics. */
    private static final int NORM_BATCHES = 4;

    /** Steps are halved where nothing saves a whole one, down to this share of one. */
    private static final double LEAST_OF_STEP = 1.0 / 16;

    private static final double SHORT_RATE = 2e-3;

    /**
     * Adapts.
     *
     * @param split of a dataset with the model's classes; best the one that the model was trained with
     * @throws InvalidInputException if the dataset does not fit the model, the latency cannot be reached, or the folder's run
     *     is another
     * @throws IOException if the disk fails
     */
    public AdaptedModel run(Split split, WorkflowListener listener) throws IOException {
        if (!isResumed) {
            new AdaptationFolder(folder).requireNone();
        }
        return new Run(split, listener).run();
    }

    private final class Run {
        private final long begin = System.nanoTime();
        private final WorkflowListener listener;
        private final AdaptationFolder kept = new AdaptationFolder(folder);
        private final LatencyTable latencies = new LatencyTable(new Workers(options.threads()));
        private final FineTuning tuning;
        private final TrainingExamples<Integer> learned;
        private final TrainingExamples<Integer> judged;
        private final List<Done> done = new ArrayList<>();

        Run(Split split, WorkflowListener listener) throws IOException {
            this.listener = listener;
            TuningImages images = TuningImages.read(model, split, reader, listener);
            this.tuning = FineTuning.of(
                    model, images, options.learningRate(), options.teacherShare(), options.seed(), reader.workers());
            int[] order = ExampleSubset.shuffled(images.train().size(), options.seed());
            int apart = Math.min(options.judgedImages(), order.length / 2);
            this.judged = new ExampleSubset(images.unchanged(), order).range(0, apart);
            this.learned = new ExampleSubset(images.train(), order).range(apart, order.length);
        }

        AdaptedModel run() throws IOException {
            Parameters now = model.parameters();
            if (isResumed) {
                done.addAll(kept.done(options, latencies));
            }
            Costs start = Costs.of(now, tuning.input(), latencies);
            if (options.millis() >= start.millis()) {
                throw new InvalidInputException(String.format(
                        Locale.ROOT,
                        "the latency to reach is %.2f ms, expected less than the model's own %.2f ms",
                        options.millis(),
                        start.millis()));
            }
            double accuracy = tuning.judge(now, tuning.images().validation()).score();
            CompressionStep whole = new CompressionStep("whole model", start, accuracy, accuracy);
            listener.onNote(whole.text());
            if (!done.isEmpty()) {
                listener.onNote("resuming after step " + done.size());
                now = kept.open(done.size()).parameters();
            }
            while (Costs.of(now, tuning.input(), latencies).millis() > options.millis()) {
                now = step(now);
            }
            return finish(whole);
        }

        private Parameters step(Parameters now) throws IOException {
            double before = latencies.millis(
                    now, tuning.input().height(), tuning.input().width());
            ChannelMeasurement measured = ChannelMeasurement.of(
                    now,
                    tuning.input(),
                    ExampleSubset.drawn(
                            tuning.images().unchanged(), options.scoredImages(), options.seed() + done.size()),
                    tuning.workers());
            Map<ChannelGroup, double[]> scores = new LinkedHashMap<>();
            measured.groups().forEach(group -> scores.put(group.group(), group.taylor()));
            Shrinking shrinking = new Shrinking(
                    now,
                    scores,
                    measured.byBlock(),
                    KernelSelection.chosen().kernels().panel(),
                    parameters -> latencies.millis(
                            parameters, tuning.input().height(), tuning.input().width()));
            // Near the end no single group may save as much as a whole step: then a smaller one will do.
            for (double share = options.stepShare(); share >= options.stepShare() * LEAST_OF_STEP; share /= 2) {
                double limit = Math.max(options.millis(), before * (1 - share));
                List<Proposal> proposals = shrinking.proposals(limit, options.proposals());
                if (!proposals.isEmpty()) {
                    return choose(proposals, before, tuning.judge(now, judged).loss());
                }
            }
            throw new InvalidInputException(String.format(
                    Locale.ROOT,
                    "%.2f ms cannot be reached: no group or block of the model of %.2f ms saves enough by itself;"
                            + " expected a longer latency",
                    options.millis(),
                    before));
        }

        private Parameters choose(List<Proposal> proposals, double before, double lossBefore) throws IOException {
            TrainerOptions shorter = tuning.options()
                    .with(change -> change.epochs(1000)
                            .rates(LearningRates.same(SHORT_RATE))
                            .schedule(new LearningRateSchedule.Constant())
                            .seed(options.seed() + done.size()));
            Proposal chosen = proposals.getFirst();
            Parameters best = chosen.network();
            double bestRate = Double.POSITIVE_INFINITY;
            for (Proposal proposal : proposals) {
                Parameters tuned = tuning.steps(
                        tuning.renormalized(proposal.network(), NORM_BATCHES), shorter, learned, options.shortSteps());
                double loss = tuning.judge(tuned, judged).loss();
                double saved = before
                        - latencies.millis(
                                tuned, tuning.input().height(), tuning.input().width());
                double rate = (loss - lossBefore) / saved;
                if (rate < bestRate) {
                    bestRate = rate;
                    best = tuned;
                    chosen = proposal;
                }
            }
            Costs costs = Costs.of(best, tuning.input(), latencies);
            double accuracy = tuning.judge(best, tuning.images().validation()).score();
            done.add(new Done(chosen.name(), costs, accuracy));
            Parameters network = best;
            kept.keep(model.with(parameters -> network).withRun(Map.of()), done, options, latencies);
            listener.onNote(String.format(
                    Locale.ROOT,
                    "step %d: %s, %.2f ms (to reach %.2f), top-1 %.1f %%",
                    done.size(),
                    chosen.name(),
                    costs.millis(),
                    options.millis(),
                    100 * accuracy));
            return best;
        }

        private AdaptedModel finish(CompressionStep whole) throws IOException {
            List<CompressionStep> steps = new ArrayList<>(List.of(whole));
            Set<Integer> points = points();
            Parameters last = model.parameters();
            for (int step = 1; step <= done.size(); step++) {
                Done each = done.get(step - 1);
                double accuracy = each.accuracy();
                if (points.contains(step)) {
                    Model opened = kept.open(step);
                    Parameters tuned = opened.parameters();
                    if (options.finalEpochs() > 0) {
                        Trainer.Result result = tuning.epochs(tuned, options.finalEpochs(), listener);
                        tuned = result.parameters();
                        accuracy = result.best().accuracy();
                    }
                    last = tuned;
                    opened.withParameters(tuned)
                            .save(kept.model(step)
                                    .resolveSibling(kept.model(step).getFileName() + "-tuned"));
                }
                steps.add(new CompressionStep(each.proposal(), each.costs(), each.accuracy(), accuracy));
                if (points.contains(step)) {
                    listener.onNote(steps.getLast().text());
                }
            }
            CompressedModel compressed = CompressedModel.of(
                    model,
                    last,
                    steps,
                    Map.of("verb", "adapt", "options", options.toString()),
                    options.threads(),
                    tuning.images().validation().size(),
                    (System.nanoTime() - begin) * 1e-9);
            return new AdaptedModel(compressed, latencies.steps().size(), List.copyOf(points));
        }

        /** The steps that are fine-tuned to the end: evenly spread, the last among them, counted from 1. */
        private Set<Integer> points() {
            Set<Integer> points = new LinkedHashSet<>();
            for (int i = 1; i <= options.points(); i++) {
                points.add(Math.max(1, Math.round((float) done.size() * i / options.points())));
            }
            return points;
        }
    }
}
