package org.mobilenet4j.cli;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.training.ClassWeights;
import org.mobilenet4j.training.Sampler;
import org.mobilenet4j.training.TrainerOptions;
import picocli.CommandLine.Option;

/** How often images are shown in an epoch, and how much their classes count. */
final class SamplingFlags {
    @Option(names = "--balanced", description = "Show every class equally often.")
    private boolean isBalanced;

    @Option(
            names = "--repeats",
            paramLabel = "N",
            description = "Show every image N times in an epoch, each time changed anew.")
    private @Nullable Integer repeats;

    @Option(
            names = "--class-weights",
            paramLabel = "WEIGHTS",
            description = "How much each class counts in the loss: balanced (the rarer, the more), even, or"
                    + " daisy=2,rose=0.5 (the others 1).")
    private @Nullable String classWeights;

    void refuseForHead() {
        TrainingFlags.refuseForHead("--balanced", isBalanced ? true : null);
        TrainingFlags.refuseForHead("--repeats", repeats);
        TrainingFlags.refuseForHead("--class-weights", classWeights);
    }

    void refuseForDense() {
        PlanFlags.refuseForDense("--balanced", isBalanced ? true : null);
        PlanFlags.refuseForDense("--repeats", repeats);
        PlanFlags.refuseForDense("--class-weights", classWeights);
    }

    /** The same options with what is given here. */
    TrainerOptions of(TrainerOptions options, List<String> classes) {
        if (isBalanced && repeats != null) {
            throw new InvalidInputException("--balanced and --repeats are given; leave one of them out");
        }
        if (repeats != null && (repeats < 1 || repeats > 1000)) {
            throw new InvalidInputException("--repeats is " + repeats + ", expected 1 to 1000");
        }
        Sampler sampler = isBalanced
                ? new Sampler.ClassBalanced()
                : repeats != null ? new Sampler.Repeated(repeats) : options.sampler();
        ClassWeights weights = classWeights == null ? options.classWeights() : weights(classWeights, classes);
        return options.with(change -> change.sampler(sampler).classWeights(weights));
    }

    private static ClassWeights weights(String text, List<String> classes) {
        return switch (text) {
            case "balanced" -> new ClassWeights.InverseFrequency();
            case "even" -> new ClassWeights.Even();
            default -> given(text, classes);
        };
    }

    private static ClassWeights given(String text, List<String> classes) {
        List<Double> weights = new ArrayList<>(Collections.nCopies(classes.size(), 1.0));
        for (String item : text.split(",", -1)) {
            int equals = item.lastIndexOf('=');
            int label = equals < 0 ? -1 : classes.indexOf(item.substring(0, equals));
            if (label < 0) {
                throw new InvalidInputException("--class-weights is '" + item
                        + "', expected balanced, even, or a class of the data and its weight, such as "
                        + classes.getFirst() + "=2");
            }
            weights.set(label, weight(item, item.substring(equals + 1)));
        }
        return new ClassWeights.Given(weights);
    }

    private static double weight(String item, String text) {
        double weight;
        try {
            weight = Double.parseDouble(text);
        } catch (NumberFormatException e) {
            weight = Double.NaN;
        }
        if (!(weight > 0 && weight < Double.POSITIVE_INFINITY)) {
            throw new InvalidInputException("--class-weights is '" + item + "', expected a weight above 0");
        }
        return weight;
    }
}
