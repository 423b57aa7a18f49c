package org.mobilenet4j.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PolicyTest {
    private static final List<Integer> SIZES = List.of(2, 3, 2);

    private static double reward(List<Integer> choices) {
        return 1 + choices.get(0) * 0.5 - choices.get(1) * choices.get(2) * 0.3 + (choices.get(1) == 1 ? 0.4 : 0);
    }

    private static List<List<Integer>> all() {
        List<List<Integer>> all = new ArrayList<>();
        for (int a = 0; a < 2; a++) {
            for (int b = 0; b < 3; b++) {
                for (int c = 0; c < 2; c++) {
                    all.add(List.of(a, b, c));
                }
            }
        }
        return all;
    }

    private static double probability(Policy policy, List<Integer> choices) {
        double product = 1;
        for (int i = 0; i < choices.size(); i++) {
            product *= policy.probabilities(i)[choices.get(i)];
        }
        return product;
    }

    private static double expectedReward(Policy policy) {
        return all().stream()
                .mapToDouble(choices -> probability(policy, choices) * reward(choices))
                .sum();
    }

    private static Policy uneven() {
        Policy policy = new Policy(SIZES);
        SplittableRandom random = new SplittableRandom(3);
        policy.logits().forEach(logits -> {
            for (int i = 0; i < logits.length; i++) {
                logits[i] = random.nextDouble(-1, 1);
            }
        });
        return policy;
    }

    /** The expectation of reward times the gradient of log p is the gradient of the expected reward (Williams 1992). */
    @Test
    void theGradientIsThatOfTheExpectedReward() {
        Policy policy = uneven();
        double step = 1e-5;
        for (int choice = 0; choice < SIZES.size(); choice++) {
            for (int option = 0; option < SIZES.get(choice); option++) {
                double expected = 0;
                for (List<Integer> choices : all()) {
                    expected += probability(policy, choices)
                            * reward(choices)
                            * policy.logGradient(choices).get(choice)[option];
                }
                policy.logits().get(choice)[option] += step;
                double above = expectedReward(policy);
                policy.logits().get(choice)[option] -= 2 * step;
                double below = expectedReward(policy);
                policy.logits().get(choice)[option] += step;

                assertThat(expected).isCloseTo((above - below) / (2 * step), within(1e-8));
            }
        }
    }

    @Test
    void drawsAsOftenAsIsProbable() {
        Policy policy = uneven();
        SplittableRandom random = new SplittableRandom(4);
        int[] drawn = new int[3];
        for (int i = 0; i < 20_000; i++) {
            drawn[policy.draw(random).get(1)]++;
        }
        for (int option = 0; option < 3; option++) {
            assertThat(drawn[option] / 20_000.0).isCloseTo(policy.probabilities(1)[option], within(0.015));
        }
    }
}
