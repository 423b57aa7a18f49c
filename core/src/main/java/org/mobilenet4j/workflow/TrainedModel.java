package org.mobilenet4j.workflow;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.Model;
import org.mobilenet4j.data.SkippedImage;
import org.mobilenet4j.parameters.Parameters;
import org.mobilenet4j.training.TrainingListener;

/**
 * The result of a training run.
 *
 * @param model the weights of the best epoch, with an account of the run
 * @param last the weights after the last epoch
 * @param best the epoch that was kept
 * @param epochs how many were run
 * @param validation the kept weights on the validation images
 * @param trainImages how many images it learned from
 * @param skipped images of both sides that could not be read
 * @param seconds that reading and training took
 */
public record TrainedModel(
        Model model,
        Parameters last,
        TrainingListener.Epoch best,
        int epochs,
        EvaluatedImages validation,
        int trainImages,
        List<SkippedImage> skipped,
        double seconds) {
    public TrainedModel {
        skipped = List.copyOf(skipped);
    }

    /** The same with another account of the run. */
    TrainedModel withRun(Map<String, ? extends @Nullable Object> run) {
        return new TrainedModel(model.withRun(run), last, best, epochs, validation, trainImages, skipped, seconds);
    }
}
