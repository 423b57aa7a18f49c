package org.mobilenet4j.spark.training;

import java.util.Arrays;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.training.LearningRates;
import org.mobilenet4j.training.TrainerOptions;
import org.mobilenet4j.training.network.Mode;
import org.mobilenet4j.workflow.Recipe;
import org.mobilenet4j.workflow.TrainingPlan.NetworkPlan;

/**
 * The plan of a recipe, but for what is given.
 *
 * @param recipe its name
 * @param epochs 0 for the recipe's
 * @param batchSize 0 for the recipe's
 * @param learningRate the trunk's, to which the head's keeps its proportion; 0 for the recipe's
 * @param threads of each rank
 */
public record RecipePlans(
        String recipe, int epochs, int batchSize, double learningRate, Mode mode, int threads, long seed)
        implements NetworkPlans {
    private static final long serialVersionUID = 1;

    @Override
    public NetworkPlan plan() {
        Recipe named = Recipe.named(recipe)
                .orElseThrow(() -> new InvalidInputException(
                        "recipe is " + recipe + "; expected one of " + Arrays.toString(Recipe.values())));
        TrainerOptions usual = named.options();
        LearningRates rates = learningRate == 0
                ? usual.rates()
                : usual.rates().times(learningRate / usual.rates().trunk());
        return named.plan()
                .with(change -> change.epochs(epochs == 0 ? usual.epochs() : epochs)
                        .batchSize(batchSize == 0 ? usual.batchSize() : batchSize)
                        .rates(rates)
                        .mode(mode)
                        .threads(threads)
                        .seed(seed));
    }
}
