package org.mobilenet4j.search;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** A probability of every option of every choice, each choice drawn by itself: softmax of logits, even at first. Not thread-safe. */
final class Policy {
    private final List<double[]> logits = new ArrayList<>();

    /** @param sizes how many options each choice has */
    Policy(List<Integer> sizes) {
        sizes.forEach(size -> logits.add(new double[size]));
    }

    /** A logit for each option of each choice, as it is now and will be changed. */
    List<double[]> logits() {
        return logits;
    }

    double[] probabilities(int choice) {
        double[] powers = new double[logits.get(choice).length];
        double sum = 0;
        for (int i = 0; i < powers.length; i++) {
            powers[i] = Math.exp(logits.get(choice)[i]);
            sum += powers[i];
        }
        for (int i = 0; i < powers.length; i++) {
            powers[i] /= sum;
        }
        return powers;
    }

    List<Integer> draw(RandomGenerator random) {
        List<Integer> choices = new ArrayList<>();
        for (int choice = 0; choice < logits.size(); choice++) {
            double[] probabilities = probabilities(choice);
            double left = random.nextDouble();
            int option = 0;
            while (option + 1 < probabilities.length && left >= probabilities[option]) {
                left -= probabilities[option];
                option++;
            }
            choices.add(option);
        }
        return choices;
    }

    /** The gradient of the logarithm of the probability of some choices, by each logit. */
    List<double[]> logGradient(List<Integer> choices) {
        List<double[]> gradient = new ArrayList<>();
        for (int choice = 0; choice < logits.size(); choice++) {
            double[] probabilities = probabilities(choice);
            for (int option = 0; option < probabilities.length; option++) {
                probabilities[option] = (choices.get(choice) == option ? 1 : 0) - probabilities[option];
            }
            gradient.add(probabilities);
        }
        return gradient;
    }

    /** Moves the logits along a gradient. */
    void move(List<double[]> gradient, double rate) {
        for (int choice = 0; choice < logits.size(); choice++) {
            for (int option = 0; option < logits.get(choice).length; option++) {
                logits.get(choice)[option] += rate * gradient.get(choice)[option];
            }
        }
    }

    /** The most probable option of each choice. */
    List<Integer> mostProbable() {
        return logits.stream()
                .map(options -> {
                    int best = 0;
                    for (int i = 1; i < options.length; i++) {
                        best = options[i] > options[best] ? i : best;
                    }
                    return best;
                })
                .toList();
    }
}
