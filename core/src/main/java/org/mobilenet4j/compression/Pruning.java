package org.mobilenet4j.compression;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mobilenet4j.Model;
import org.mobilenet4j.data.ImageReader;
import org.mobilenet4j.data.Split;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.kernel.KernelSelection;
import org.mobilenet4j.latency.LatencyTable;
import org.mobilenet4j.parallel.Workers;
import org.mobilenet4j.parameters.Parameters;
import org.mobilenet4j.pruning.ChannelGroup;
import org.mobilenet4j.training.Trainer;
import org.mobilenet4j.workflow.WorkflowListener;

/**
 * Structured pruning: channels and blocks go until the model costs what it should, in iterations with fine-tuning between.
 * Expanded channels go with their depthwise filters and squeeze-excite rows, outputs of blocks with those that shortcuts tie to
 * them. What comes out is an ordinary model. The given one is not changed.
 *
 * @param reader how images are read
 */
public record Pruning(Model model, PruningOptions options, ImageReader reader) {
    private static final int NORM_BATCHES = 16;

    /**
     * Prunes.
     *
     * @param split of a dataset with the model's classes; best the one that the model was trained with
     * @throws InvalidInputException if the dataset does not fit the model, or the target cannot be reached
     * @throws IOException if the disk fails
     */
    public CompressedModel run(Split split, WorkflowListener listener) throws IOException {
        long begin = System.nanoTime();
        TuningImages images = TuningImages.read(model, split, reader, listener);
        FineTuning tuning = FineTuning.of(
                model, images, options.learningRate(), options.teacherShare(), options.seed(), reader.workers());
        LatencyTable latencies = new LatencyTable(new Workers(options.latencyThreads()));
        Parameters now = model.parameters();
        Costs start = Costs.of(now, tuning.input(), latencies);
        double wanted = options.target().absolute(start);
        double accuracy = tuning.judge(now, images.validation()).score();
        List<CompressionStep> steps = new ArrayList<>();
        steps.add(new CompressionStep("whole model", start, accuracy, accuracy));
        listener.onNote(steps.getLast().text());
        for (int iteration = 1; iteration <= options.iterations(); iteration++) {
            double limit = limit(start.of(options.target().cost()), wanted, iteration);
            Parameters smaller = shrunk(now, limit, images, latencies, tuning, listener);
            Parameters renormalized = tuning.renormalized(smaller, NORM_BATCHES);
            double untuned = tuning.judge(renormalized, images.validation()).score();
            boolean isLast = iteration == options.iterations();
            int epochs = isLast ? options.finalEpochs() : options.epochsBetween();
            double tuned = untuned;
            now = renormalized;
            if (epochs > 0) {
                Trainer.Result result = tuning.epochs(renormalized, epochs, listener);
                now = result.parameters();
                tuned = result.best().accuracy();
            }
            steps.add(new CompressionStep(
                    "iteration " + iteration, Costs.of(now, tuning.input(), latencies), untuned, tuned));
            listener.onNote(steps.getLast().text());
        }
        return CompressedModel.of(
                model,
                now,
                steps,
                Map.of("verb", "prune", "options", options.toString()),
                options.latencyThreads(),
                images.validation().size(),
                (System.nanoTime() - begin) * 1e-9);
    }

    /** Each iteration takes the same share of what is left. */
    private double limit(double start, double wanted, int iteration) {
        return start * Math.pow(wanted / start, (double) iteration / options.iterations());
    }

    private Parameters shrunk(
            Parameters now,
            double limit,
            TuningImages images,
            LatencyTable latencies,
            FineTuning tuning,
            WorkflowListener listener) {
        listener.onNote("scoring channels on "
                + Math.min(options.scoredImages(), images.unchanged().size()) + " training images");
        ChannelMeasurement measured = ChannelMeasurement.of(
                now,
                tuning.input(),
                ExampleSubset.drawn(images.unchanged(), options.scoredImages(), options.seed()),
                tuning.workers());
        Map<ChannelGroup, double[]> scores = new LinkedHashMap<>();
        measured.groups().forEach(group -> scores.put(group.group(), comparable(group)));
        Shrinking shrinking = new Shrinking(
                now,
                scores,
                options.removesBlocks() && options.criterion() == Criterion.TAYLOR ? measured.byBlock() : Map.of(),
                KernelSelection.chosen().kernels().panel(),
                parameters -> Costs.of(options.target().cost(), parameters, tuning.input(), latencies));
        if (options.isUniform()) {
            return shrinking.uniformTo(limit);
        }
        if (!shrinking.shrinkTo(limit)) {
            throw new InvalidInputException(
                    "the target " + options.target()
                            + " cannot be reached: with all that may go gone, the model still costs more; expected a larger one");
        }
        return shrinking.network();
    }

    /** Taylor scores are of one loss and can be compared between groups; of other criteria a group's mean is 1. */
    private double[] comparable(ChannelScores group) {
        double[] scores = group.of(options.criterion(), options.seed());
        if (options.criterion() != Criterion.TAYLOR) {
            double mean = 0;
            for (double score : scores) {
                mean += (Double.isNaN(score) ? 1 : score) / scores.length;
            }
            for (int i = 0; i < scores.length; i++) {
                scores[i] = Double.isNaN(scores[i]) ? 1 : scores[i] / Math.max(mean, Double.MIN_NORMAL);
            }
        }
        return scores;
    }
}
