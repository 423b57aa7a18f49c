package org.mobilenet4j.search;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Search by mutation and crossover among the best so far (Guo et al. 2020, section 3.4), under a hard limit of latency: a network
 * above it is never evaluated. Deterministic by its seed.
 *
 * @param population drawn at first, uniformly
 * @param parents how many of the best have children, each evaluated before the next is made
 * @param mutation the probability with which each choice is drawn anew
 * @param evaluations how many networks are evaluated in all
 */
record Evolution(int population, int parents, double mutation, int evaluations, long seed) {
    /** Draws of a network that is new and within the limit before another way is tried. */
    private static final int DRAWS = 500;

    Evolution {
        if (population < 2 || parents < 2 || evaluations < 1 || !(mutation > 0 && mutation <= 1)) {
            throw new IllegalArgumentException("population is " + population + ", parents " + parents + ", evaluations "
                    + evaluations + " and mutation " + mutation + ", expected at least 2, 2 and 1, and in (0, 1]");
        }
    }

    /** As many evaluations as there is time for: a quarter of them, at most 50, drawn at first. */
    static Evolution of(int evaluations, long seed) {
        int population = Math.clamp(evaluations / 4, 4, 50);
        return new Evolution(population, Math.max(2, population / 5), 0.1, evaluations, seed);
    }

    /** Choices, and what they came to. */
    private record Individual(List<Integer> choices, Candidate candidate) {
        double accuracy() {
            return candidate.accuracy();
        }
    }

    /**
     * Searches.
     *
     * @param limitMillis the highest latency
     * @return all that were evaluated, in that order; fewer than asked for where the space has no more within the limit
     */
    List<Candidate> run(SearchSpace space, double limitMillis, CandidateEvaluator evaluator) {
        return new Run(space, limitMillis, evaluator).search();
    }

    private final class Run {
        private final SearchSpace space;
        private final List<Integer> sizes;
        private final double limitMillis;
        private final CandidateEvaluator evaluator;
        private final RandomGenerator random =
                RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        private final Set<SubNetwork> known = new HashSet<>();
        private final List<Individual> evaluated = new ArrayList<>();

        Run(SearchSpace space, double limitMillis, CandidateEvaluator evaluator) {
            this.space = space;
            this.sizes = space.sizes();
            this.limitMillis = limitMillis;
            this.evaluator = evaluator;
        }

        List<Candidate> search() {
            while (evaluated.size() < evaluations) {
                Optional<List<Integer>> next = evaluated.size() < population
                        ? drawn(() -> SearchSpace.uniform(sizes, random))
                        : drawn(child()).or(() -> drawn(() -> SearchSpace.uniform(sizes, random)));
                if (next.isEmpty()) {
                    break;
                }
                SubNetwork network = space.subNetwork(next.get());
                evaluated.add(new Individual(next.get(), evaluator.candidate(network)));
            }
            return evaluated.stream().map(Individual::candidate).toList();
        }

        /** New choices within the limit, if some are found. */
        private Optional<List<Integer>> drawn(Supplier<List<Integer>> draw) {
            for (int i = 0; i < DRAWS; i++) {
                List<Integer> choices = draw.get();
                SubNetwork network = space.subNetwork(choices);
                if (!known.contains(network) && evaluator.millis(network) <= limitMillis) {
                    known.add(network);
                    return Optional.of(choices);
                }
            }
            return Optional.empty();
        }

        private Supplier<List<Integer>> child() {
            List<List<Integer>> best = evaluated.stream()
                    .sorted(Comparator.comparingDouble(Individual::accuracy).reversed())
                    .limit(parents)
                    .map(Individual::choices)
                    .toList();
            return random.nextBoolean() ? () -> mutated(one(best)) : () -> crossed(one(best), one(best));
        }

        private List<Integer> one(List<List<Integer>> best) {
            return best.get(random.nextInt(best.size()));
        }

        private List<Integer> mutated(List<Integer> parent) {
            List<Integer> child = new ArrayList<>(parent);
            for (int i = 0; i < child.size(); i++) {
                if (random.nextDouble() < mutation) {
                    child.set(i, random.nextInt(sizes.get(i)));
                }
            }
            return child;
        }

        private List<Integer> crossed(List<Integer> one, List<Integer> other) {
            List<Integer> child = new ArrayList<>(one);
            for (int i = 0; i < child.size(); i++) {
                if (random.nextBoolean()) {
                    child.set(i, other.get(i));
                }
            }
            return child;
        }
    }
}
