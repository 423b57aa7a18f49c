package org.mobilenet4j.compression;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.mobilenet4j.Model;
import org.mobilenet4j.data.ImageReader;
import org.mobilenet4j.data.Split;
import org.mobilenet4j.evaluation.Evaluation;
import org.mobilenet4j.evaluation.Judgement;
import org.mobilenet4j.evaluation.PairedComparison;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.parameters.Parameters;
import org.mobilenet4j.pruning.ChannelGroup;
import org.mobilenet4j.pruning.PruneChannels;
import org.mobilenet4j.pruning.RemoveBlock;
import org.mobilenet4j.training.TrainerOptions;
import org.mobilenet4j.training.TrainingExamples;
import org.mobilenet4j.workflow.WorkflowListener;

/**
 * Which channels, layers and blocks a model's accuracy depends on: scores of every channel from training images, and what is
 * lost on validation images when a part of a group, or a block, is removed.
 */
public record Importance(Model model, ImportanceOptions options, ImageReader reader) {
    /** Norms are measured anew after each removal: a few batches, since there are many removals. */
    private static final int NORM_BATCHES = 4;

    /**
     * Measures.
     *
     * @param split of a dataset with the model's classes; best the one that the model was trained with
     * @throws InvalidInputException if the dataset does not fit the model
     */
    public MeasuredImportance run(Split split, WorkflowListener listener) {
        TuningImages images = TuningImages.read(model, split, reader, listener);
        TrainerOptions trainer = TrainerOptions.FINE_TUNING.with(change -> change.seed(options.seed()));
        FineTuning tuning = new FineTuning(model, images, trainer, null, reader.workers());
        ExampleSubset scored = ExampleSubset.drawn(images.unchanged(), options.scoredImages(), options.seed());
        listener.onNote("scoring channels on " + scored.size() + " training images");
        ChannelMeasurement measured =
                ChannelMeasurement.of(model.parameters(), tuning.input(), scored, reader.workers());
        if (options.judgedImages() == 0) {
            return new MeasuredImportance(measured.groups(), Double.NaN, List.of(), scored.size(), 0);
        }
        ExampleSubset judged = ExampleSubset.drawn(images.validation(), options.judgedImages(), options.seed());
        Removals removals = new Removals(tuning, judged);
        List<Removal> made = removals.of(measured, listener);
        return new MeasuredImportance(measured.groups(), removals.accuracy(), made, scored.size(), judged.size());
    }

    private final class Removals {
        private final FineTuning tuning;
        private final TrainingExamples<Integer> judged;
        private final List<Judgement> whole;

        Removals(FineTuning tuning, TrainingExamples<Integer> judged) {
            this.tuning = tuning;
            this.judged = judged;
            this.whole = judgements(model.parameters());
        }

        double accuracy() {
            return right(whole);
        }

        List<Removal> of(ChannelMeasurement measured, WorkflowListener listener) {
            List<Supplier<Removal>> all = new ArrayList<>();
            for (ChannelScores scores : measured.groups()) {
                int[] ranking = ChannelScores.ranked(scores.taylor());
                all.add(() -> without(scores.group(), ranking, Removal.Kind.LEAST));
                all.add(() -> without(scores.group(), reversed(ranking), Removal.Kind.MOST));
            }
            for (String block : RemoveBlock.candidates(model.network())) {
                all.add(() -> removal(block, Removal.Kind.BLOCK, 0, RemoveBlock.of(model.parameters(), block)));
            }
            listener.onTask("removing parts", all.size());
            List<Removal> made = new ArrayList<>();
            for (Supplier<Removal> each : all) {
                made.add(each.get());
                listener.onImage(made.size(), all.size());
            }
            return made;
        }

        /** Without the last channels of a ranking. */
        private Removal without(ChannelGroup group, int[] ranking, Removal.Kind kind) {
            int removed = Math.clamp(Math.round(options.share() * ranking.length), 1, Math.max(1, ranking.length - 1));
            int[] kept = ChannelScores.first(ranking, Math.max(1, ranking.length - removed));
            return removal(group.name(), kind, removed, PruneChannels.of(model.parameters(), Map.of(group, kept)));
        }

        private Removal removal(String what, Removal.Kind kind, int channels, Parameters smaller) {
            List<Judgement> without = judgements(tuning.renormalized(smaller, NORM_BATCHES));
            PairedComparison both = PairedComparison.of(whole, without);
            double accuracy = right(without);
            return new Removal(what, kind, channels, accuracy, right(whole) - accuracy, both.difference());
        }

        private List<Judgement> judgements(Parameters parameters) {
            int[] labels = IntStream.range(0, judged.size()).map(judged::label).toArray();
            return Evaluation.of(labels, tuning.logits(parameters, judged)).judgements();
        }

        private static double right(List<Judgement> judgements) {
            return judgements.stream().filter(Judgement::isRight).count() / (double) judgements.size();
        }

        private static int[] reversed(int[] ranking) {
            int[] reversed = new int[ranking.length];
            Arrays.setAll(reversed, i -> ranking[ranking.length - 1 - i]);
            return reversed;
        }
    }
}
