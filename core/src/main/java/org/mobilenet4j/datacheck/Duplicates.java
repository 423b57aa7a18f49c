package org.mobilenet4j.datacheck;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mobilenet4j.image.ImageSketch;
import org.mobilenet4j.parallel.Workers;

/**
 * Images that are there more than once.
 *
 * @param exact files of the same bytes, in groups of at least two
 * @param near pairs of images that are all but the same, and not of the same bytes
 * @param isCut whether there were more near pairs than are kept
 */
public record Duplicates(List<Group> exact, List<NearPair> near, boolean isCut) {
    /** Pairs of which the hashes differ in no more bits are compared by their pixels. */
    static final int CANDIDATE_BITS = 20;

    /** From this correlation of the pixels on, two images count as one. */
    static final double LEAST_CORRELATION = 0.93;

    /** More near pairs say nothing new: something is wrong with the whole dataset. */
    static final int MOST_PAIRS = 20_000;

    /**
     * How far apart two copies lie, from harmless to harmful.
     */
    public enum Relation {
        /** In one class of one part: it counts twice. */
        SAME_CLASS,
        /** In two classes: one of the labels is wrong. */
        OTHER_CLASS,
        /** In two parts: what is measured on one has been learned from the other. */
        OTHER_PART
    }

    /**
     * Copies of one file.
     *
     * @param indexes in the {@link CheckedDataset}, ascending, at least two
     * @param relation the most harmful between any two
     */
    public record Group(List<Integer> indexes, Relation relation) {}

    /**
     * Two images that are all but the same.
     *
     * @param index in the {@link CheckedDataset}
     * @param other a higher one
     * @param correlation of their pixels
     * @param isMirrored whether one is as a mirror shows the other
     */
    public record NearPair(int index, int other, double correlation, boolean isMirrored, Relation relation) {}

    public Duplicates {
        exact = List.copyOf(exact);
        near = List.copyOf(near);
    }

    /** The groups of one relation. */
    public List<Group> exact(Relation relation) {
        return exact.stream().filter(group -> group.relation == relation).toList();
    }

    /** The near pairs of one relation. */
    public List<NearPair> near(Relation relation) {
        return near.stream().filter(pair -> pair.relation == relation).toList();
    }

    /** Groups of the same key, in the order of their first images. */
    static List<Group> groups(CheckedDataset dataset, Map<Integer, String> keys) {
        Map<String, List<Integer>> byKey = new LinkedHashMap<>();
        keys.keySet().stream()
                .sorted()
                .forEach(index -> byKey.computeIfAbsent(keys.getOrDefault(index, ""), key -> new ArrayList<>())
                        .add(index));
        return byKey.values().stream()
                .filter(indexes -> indexes.size() > 1)
                .map(indexes -> new Group(List.copyOf(indexes), relation(dataset, indexes)))
                .toList();
    }

    static Relation relation(CheckedDataset dataset, List<Integer> indexes) {
        Set<Integer> parts = new HashSet<>();
        Set<Integer> labels = new HashSet<>();
        for (int index : indexes) {
            parts.add(dataset.partOf(index));
            labels.add(dataset.label(index));
        }
        return parts.size() > 1 ? Relation.OTHER_PART : labels.size() > 1 ? Relation.OTHER_CLASS : Relation.SAME_CLASS;
    }

    /**
     * Finds the copies among images. Every pair's hashes are compared, which takes seconds for 60,000 images; blank images,
     * which are all alike, are not compared.
     */
    static Duplicates among(CheckedDataset dataset, List<CheckedImage> images, Workers workers) {
        Map<Integer, String> digests = new HashMap<>();
        images.forEach(image -> digests.put(image.index(), image.digest()));
        Set<String> seen = new HashSet<>();
        List<CheckedImage> different = images.stream()
                .filter(image -> !image.isBlank() && seen.add(image.digest()))
                .toList();
        List<NearPair> near = nearPairs(dataset, different, workers);
        boolean isCut = near.size() > MOST_PAIRS;
        return new Duplicates(
                groups(dataset, digests),
                near.stream()
                        .sorted(Comparator.comparing(NearPair::relation)
                                .reversed()
                                .thenComparingDouble(pair -> -pair.correlation())
                                .thenComparingInt(NearPair::index)
                                .thenComparingInt(NearPair::other))
                        .limit(MOST_PAIRS)
                        .toList(),
                isCut);
    }

    private static List<NearPair> nearPairs(CheckedDataset dataset, List<CheckedImage> images, Workers workers) {
        Sketches sketches =
                Sketches.of(images.stream().map(CheckedImage::sketch).toList());
        Sketches mirrored = Sketches.of(
                images.stream().map(image -> image.sketch().mirrored()).toList());
        List<NearPair> found = new ArrayList<>();
        workers.mapInOrder(images.size(), i -> pairsOf(dataset, images, sketches, mirrored, i), pairs -> {
            if (found.size() <= MOST_PAIRS) {
                found.addAll(pairs);
            }
        });
        return found;
    }

    /** The hashes lie in rows of their own: billions of pairs are looked at. */
    private record Sketches(List<ImageSketch> all, long[] across, long[] down) {
        static Sketches of(List<ImageSketch> sketches) {
            return new Sketches(
                    sketches,
                    sketches.stream().mapToLong(ImageSketch::across).toArray(),
                    sketches.stream().mapToLong(ImageSketch::down).toArray());
        }
    }

    private static List<NearPair> pairsOf(
            CheckedDataset dataset, List<CheckedImage> images, Sketches sketches, Sketches mirrored, int i) {
        List<NearPair> pairs = new ArrayList<>();
        long across = sketches.across[i];
        long down = sketches.down[i];
        long mirroredAcross = mirrored.across[i];
        long mirroredDown = mirrored.down[i];
        for (int j = i + 1; j < sketches.across.length; j++) {
            int bits = Long.bitCount(across ^ sketches.across[j]) + Long.bitCount(down ^ sketches.down[j]);
            int mirroredBits =
                    Long.bitCount(mirroredAcross ^ sketches.across[j]) + Long.bitCount(mirroredDown ^ sketches.down[j]);
            if (Math.min(bits, mirroredBits) <= CANDIDATE_BITS) {
                ImageSketch other = sketches.all.get(j);
                double plain = bits > CANDIDATE_BITS ? 0 : sketches.all.get(i).correlation(other);
                double turned =
                        mirroredBits > CANDIDATE_BITS ? 0 : mirrored.all.get(i).correlation(other);
                if (Math.max(plain, turned) >= LEAST_CORRELATION) {
                    List<Integer> both =
                            List.of(images.get(i).index(), images.get(j).index());
                    pairs.add(new NearPair(
                            both.getFirst(),
                            both.getLast(),
                            Math.max(plain, turned),
                            turned > plain,
                            relation(dataset, both)));
                }
            }
        }
        return pairs;
    }
}
