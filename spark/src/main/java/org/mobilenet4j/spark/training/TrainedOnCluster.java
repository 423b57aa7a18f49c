package org.mobilenet4j.spark.training;

import java.util.List;
import org.mobilenet4j.Model;
import org.mobilenet4j.data.SkippedImage;
import org.mobilenet4j.training.TrainingListener.Epoch;

/**
 * The result of a training run on a cluster.
 *
 * @param model of the best epoch, with an account of the run
 * @param best the epoch that was kept
 * @param epochs how many were run
 * @param trainImages how many images it learned from
 * @param validationImages how many it was validated on
 * @param skipped images that could not be read, by id: those to learn from first
 */
public record TrainedOnCluster(
        Model model, Epoch best, int epochs, int trainImages, int validationImages, List<SkippedImage> skipped) {
    public TrainedOnCluster {
        skipped = List.copyOf(skipped);
    }
}
