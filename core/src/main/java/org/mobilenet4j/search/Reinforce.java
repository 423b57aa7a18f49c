package org.mobilenet4j.search;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * REINFORCE (Williams 1992) with MnasNet's {@link Reward}: a {@link Policy} moves along {@code (reward - baseline) / deviation} times the
 * gradient of the logarithm of what it drew. Baseline and deviation are moving ones of the rewards so far, so that the rate
 * does not depend on their scale. Deterministic by its seed.
 *
 * @param rate how far a logit moves for a reward of one deviation above the baseline
 * @param memory the share that the baseline keeps with each reward
 * @param samples how many networks are drawn in all; the same one may be drawn again
 */
record Reinforce(Reward reward, double rate, double memory, int samples, long seed) {
    Reinforce {
        if (!(rate > 0) || !(memory >= 0 && memory < 1) || samples < 1) {
            throw new IllegalArgumentException("rate is " + rate + ", memory " + memory + " and samples " + samples
                    + ", expected above 0, in [0, 1) and at least 1");
        }
    }

    /** As many samples as there is time for; fast enough that some hundreds get somewhere. */
    static Reinforce of(Reward reward, int samples, long seed) {
        return new Reinforce(reward, 0.15, 0.95, samples, seed);
    }

    /**
     * Searches.
     *
     * @return all that were drawn, in that order, above the target too
     */
    List<Candidate> run(SearchSpace space, double targetMillis, CandidateEvaluator evaluator) {
        return run(space, targetMillis, evaluator, new Policy(space.sizes()));
    }

    /** The same with a policy that the caller looks at afterwards. */
    List<Candidate> run(SearchSpace space, double targetMillis, CandidateEvaluator evaluator, Policy policy) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        List<Candidate> drawn = new ArrayList<>();
        double weight = 0;
        double sum = 0;
        double squares = 0;
        for (int sample = 0; sample < samples; sample++) {
            List<Integer> choices = policy.draw(random);
            Candidate candidate = evaluator.candidate(space.subNetwork(choices));
            drawn.add(candidate);
            double earned = reward.of(candidate.accuracy(), candidate.millis(), targetMillis);
            if (sample > 0) {
                double baseline = sum / weight;
                double deviation = Math.sqrt(Math.max(squares / weight - baseline * baseline, 0));
                double advantage = deviation > 0 ? (earned - baseline) / deviation : 0;
                policy.move(policy.logGradient(choices), rate * Math.clamp(advantage, -3, 3));
            }
            weight = memory * weight + 1;
            sum = memory * sum + earned;
            squares = memory * squares + earned * earned;
        }
        return drawn;
    }
}
