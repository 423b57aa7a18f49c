package org.mobilenet4j.compression;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.Model;
import org.mobilenet4j.architecture.MapShape;
import org.mobilenet4j.parallel.Workers;
import org.mobilenet4j.parameters.Parameters;
import org.mobilenet4j.training.Accuracy;
import org.mobilenet4j.training.LearningRateSchedule;
import org.mobilenet4j.training.LearningRates;
import org.mobilenet4j.training.Metric;
import org.mobilenet4j.training.NormStatistics;
import org.mobilenet4j.training.Steps;
import org.mobilenet4j.training.Trainer;
import org.mobilenet4j.training.Trainer.ObjectiveFactory;
import org.mobilenet4j.training.TrainerOptions;
import org.mobilenet4j.training.TrainingExamples;
import org.mobilenet4j.workflow.Distillation;
import org.mobilenet4j.workflow.WorkflowListener;

/**
 * Trains networks that lost something, for some steps or for some epochs.
 *
 * @param start whose preprocessing and size of images all networks share
 * @param options of all but the number of epochs
 * @param distillation from which model they learn beside the labels; null for the labels alone
 */
record FineTuning(
        Model start,
        TuningImages images,
        TrainerOptions options,
        @Nullable Distillation distillation,
        Workers workers) {
    /** Epochs to the lowest learning rate need a rise first; so short a one that a single epoch has it. */
    private static final double WARM_UP = 0.25;

    /** Images of a batch that norms are measured on. */
    private static final int NORM_BATCH = 32;

    /**
     * Fine-tuning of what is left of a model, at a learning rate that falls as a cosine.
     *
     * @param teacherShare of the whole model's answers in the loss; 0 for the labels alone
     */
    static FineTuning of(
            Model whole, TuningImages images, double learningRate, double teacherShare, long seed, Workers workers) {
        TrainerOptions options = TrainerOptions.FINE_TUNING.with(change -> change.threads(workers.threads())
                .rates(LearningRates.same(learningRate))
                .schedule(new LearningRateSchedule.Cosine(0).withWarmUp(WARM_UP))
                .seed(seed));
        Distillation usual = Distillation.from(whole);
        return new FineTuning(
                whole,
                images,
                options,
                teacherShare == 0 ? null : new Distillation(whole, usual.temperature(), teacherShare),
                workers);
    }

    /** The shape of the networks' inputs. */
    MapShape input() {
        return start.inputShape();
    }

    /** The network with statistics of norms that fit it, from some batches of training images. */
    Parameters renormalized(Parameters parameters, int batches) {
        return NormStatistics.reestimated(
                parameters,
                input(),
                ExampleSubset.drawn(images.unchanged(), batches * NORM_BATCH, options.seed()),
                batches,
                NORM_BATCH,
                workers);
    }

    /** How good a network is. */
    Metric.Figures judge(Parameters parameters, TrainingExamples<Integer> examples) {
        return new Accuracy().of(parameters, input(), examples, workers);
    }

    /** What a network says of examples, in their order. */
    List<float[]> logits(Parameters parameters, TrainingExamples<Integer> examples) {
        List<float[]> logits = new ArrayList<>();
        var network = org.mobilenet4j.inference.Compiler.compile(parameters, input().height(), input().width());
        workers.mapInOrder(
                examples.size(),
                i -> {
                    float[] image = new float[network.inputLength()];
                    Objects.requireNonNull(examples.read(i, input(), 0, image));
                    return network.logits(image);
                },
                logits::add);
        return logits;
    }

    /** A network after some steps at a constant learning rate; the given one stays as it is. */
    Parameters steps(Parameters parameters, TrainerOptions shorter, TrainingExamples<Integer> examples, int count) {
        Parameters tuned = parameters.copy();
        Steps<Integer> steps = Steps.of(shorter, objective(shorter), tuned, input(), examples);
        int done = 0;
        for (int epoch = 1; done < count; epoch++) {
            int now = Math.min(count - done, steps.perEpoch());
            steps.take(epoch, 0, now, List.of(), epochDone -> {});
            done += now;
        }
        return tuned;
    }

    /** A network after some epochs: the best of them on the validation images. */
    Trainer.Result epochs(Parameters parameters, int epochs, WorkflowListener listener) throws IOException {
        TrainerOptions longer = options.with(change -> change.epochs(epochs));
        return new Trainer<>(longer, objective(longer), new Accuracy())
                .train(parameters, input(), images.train(), images.validation(), listener);
    }

    private ObjectiveFactory<Integer> objective(TrainerOptions chosen) {
        return distillation == null
                ? (network, shape, examples, threads) -> Trainer.crossEntropy(chosen, network, examples)
                : distillation.objective(chosen, start.preprocessing());
    }
}
