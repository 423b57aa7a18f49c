package org.mobilenet4j.datacheck;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How many images the classes have to learn from.
 *
 * @param classes their names
 * @param counts the images of each in the first part
 */
public record ClassSizes(List<String> classes, List<Integer> counts) {
    /** A class with fewer images to learn from is hardly learned, and what is measured of it says little. */
    public static final int FEWEST = 20;

    /** From this ratio of the largest class to the smallest on, the small ones are hardly ever predicted. */
    public static final int UNBALANCED = 10;

    public ClassSizes {
        classes = List.copyOf(classes);
        counts = List.copyOf(counts);
    }

    static ClassSizes of(CheckedDataset dataset) {
        return new ClassSizes(
                dataset.classes(), Arrays.stream(dataset.counts()[0]).boxed().toList());
    }

    /** The classes of fewer than {@link #FEWEST} images, the smallest first. */
    public List<String> tooSmall() {
        return IntStream.range(0, counts.size())
                .boxed()
                .filter(c -> counts.get(c) < FEWEST)
                .sorted((a, b) -> Integer.compare(counts.get(a), counts.get(b)))
                .map(classes::get)
                .toList();
    }

    /** How many images a class has. */
    public int of(String name) {
        return counts.get(classes.indexOf(name));
    }

    /** The largest class's images over the smallest's, of those that have any. */
    public double ratio() {
        int most = counts.stream().mapToInt(Integer::intValue).max().orElse(0);
        int fewest = counts.stream()
                .mapToInt(Integer::intValue)
                .filter(count -> count > 0)
                .min()
                .orElse(1);
        return (double) most / fewest;
    }

    /** Whether {@link #ratio} is at least {@link #UNBALANCED}. */
    public boolean isUnbalanced() {
        return ratio() >= UNBALANCED;
    }
}
