package org.mobilenet4j.workflow;

import java.util.List;
import java.util.Map;
import org.mobilenet4j.Model;
import org.mobilenet4j.parameters.Parameters;
import org.mobilenet4j.training.DivergedException;
import org.mobilenet4j.training.HeadOptions;
import org.mobilenet4j.training.HeadTrainer;
import org.mobilenet4j.training.LabelledFeatures;
import org.mobilenet4j.training.LinearHead;
import org.mobilenet4j.training.TrainingListener;
import org.mobilenet4j.training.TrainingListener.Epoch;

/**
 * The second half of training a new classifier over a frozen trunk: the images have become features, wherever that was,
 * and a head is fitted to them.
 *
 * @param start whose trunk gave the features
 */
public record HeadFitting(Model start, HeadOptions options) {
    /**
     * What was fitted.
     *
     * @param model with the head of the best epoch, without an account of the run
     * @param head that of the model
     * @param last the weights after the last epoch
     * @param best the epoch that was kept
     * @param epochs how many were run
     */
    public record Fitted(Model model, LinearHead head, Parameters last, Epoch best, int epochs) {}

    /**
     * Fits a head.
     *
     * @param validation decides which epoch is kept
     * @param classes their names; labels are indexes into them
     * @throws IllegalArgumentException if either set is empty
     * @throws DivergedException if the loss is no longer finite
     */
    public Fitted fit(
            LabelledFeatures train, LabelledFeatures validation, List<String> classes, TrainingListener listener) {
        HeadTrainer.FittedHead result = new HeadTrainer(options).fit(train, validation, classes.size(), listener);
        return new Fitted(
                withHead(result.head(), classes),
                result.head(),
                withHead(result.last(), classes).parameters(),
                result.best(),
                result.epochs());
    }

    private Model withHead(LinearHead head, List<String> classes) {
        return start.withHead(head.weight(), head.bias(), classes).withRun(Map.of());
    }
}
