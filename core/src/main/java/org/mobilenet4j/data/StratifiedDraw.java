package org.mobilenet4j.data;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.mobilenet4j.io.InvalidInputException;

/**
 * A dataset split in two: images to learn from and images to validate on.
 *
 * @param train indexes of the samples to learn from, ascending
 * @param validation indexes of the samples to validate on, ascending
 */
public record StratifiedDraw(List<Integer> train, List<Integer> validation) {
    public StratifiedDraw {
        train = List.copyOf(train);
        validation = List.copyOf(validation);
    }

    /**
     * Holds out the given fraction of each class by a seeded draw. A class of two or more keeps at least one image on
     * each side, whatever the fraction; a class of one is learned from and not validated on. The same samples, fraction
     * and seed give the same split on every machine.
     *
     * @throws InvalidInputException if the fraction is not between 0 and 1
     */
    public static StratifiedDraw stratified(List<Sample> samples, double validationFraction, long seed) {
        if (!(validationFraction > 0 && validationFraction < 1)) {
            throw new InvalidInputException("the fraction to hold out is " + validationFraction
                    + "; expected more than 0 and less than 1, such as 0.2");
        }
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        List<Integer> train = new ArrayList<>();
        List<Integer> validation = new ArrayList<>();
        for (List<Integer> members : byLabel(samples).values()) {
            shuffle(members, random);
            int held = validationOf(members.size(), validationFraction);
            validation.addAll(members.subList(0, held));
            train.addAll(members.subList(held, members.size()));
        }
        Collections.sort(train);
        Collections.sort(validation);
        return new StratifiedDraw(train, validation);
    }

    private static int validationOf(int members, double fraction) {
        return members < 2 ? 0 : Math.clamp(Math.round(members * fraction), 1, members - 1);
    }

    private static Map<Integer, List<Integer>> byLabel(List<Sample> samples) {
        Map<Integer, List<Integer>> members = new TreeMap<>();
        for (int i = 0; i < samples.size(); i++) {
            members.computeIfAbsent(samples.get(i).label(), label -> new ArrayList<>())
                    .add(i);
        }
        return members;
    }

    /** Fisher and Yates's shuffle, written out because the JDK does not promise that its own stays the same. */
    private static void shuffle(List<Integer> members, RandomGenerator random) {
        for (int i = members.size() - 1; i > 0; i--) {
            Collections.swap(members, i, random.nextInt(i + 1));
        }
    }
}
