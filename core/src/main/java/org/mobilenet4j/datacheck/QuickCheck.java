package org.mobilenet4j.datacheck;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.mobilenet4j.data.LabelledImages;
import org.mobilenet4j.datacheck.Duplicates.Group;
import org.mobilenet4j.datacheck.Duplicates.Relation;
import org.mobilenet4j.io.Digests;
import org.mobilenet4j.io.InvalidInputException;

/**
 * What costs next to nothing before a training: the sizes of the classes, and files that are in two classes or two parts.
 * Only files of the same length are read, and none where these are many gigabytes.
 *
 * @param copies files that are in two classes or two parts
 */
public record QuickCheck(CheckedDataset dataset, ClassSizes sizes, List<Group> copies) {
    private static final long MOST_BYTES = 1L << 30;
    private static final int NAMED = 3;

    public QuickCheck {
        copies = List.copyOf(copies);
    }

    /** Checks a dataset. A file that cannot be read is passed over: whoever learns from it says so. */
    public static QuickCheck of(CheckedDataset dataset) {
        Map<Long, List<Integer>> byLength = new HashMap<>();
        int size = dataset.size();
        for (int index = 0; index < size; index++) {
            long length = length(dataset, index);
            if (length > 0) {
                byLength.computeIfAbsent(length, each -> new ArrayList<>()).add(index);
            }
        }
        long toRead = byLength.entrySet().stream()
                .filter(entry -> entry.getValue().size() > 1)
                .mapToLong(entry -> entry.getKey() * entry.getValue().size())
                .sum();
        Map<Integer, String> digests = new HashMap<>();
        if (toRead <= MOST_BYTES) {
            byLength.values().stream()
                    .filter(indexes -> indexes.size() > 1)
                    .flatMap(List::stream)
                    .forEach(index -> addDigest(digests, dataset, index));
        }
        return new QuickCheck(
                dataset,
                ClassSizes.of(dataset),
                Duplicates.groups(dataset, digests).stream()
                        .filter(group -> group.relation() != Relation.SAME_CLASS)
                        .toList());
    }

    private static long length(CheckedDataset dataset, int index) {
        LabelledImages images = dataset.imagesOf(index);
        try {
            return images.folder().stamp(dataset.sample(index)).bytes();
        } catch (IOException gone) {
            return 0;
        }
    }

    private static void addDigest(Map<Integer, String> digests, CheckedDataset dataset, int index) {
        try {
            digests.put(index, Digests.sha256(dataset.encoded(index)));
        } catch (InvalidInputException unreadable) {
            // Whoever reads the images says so.
        }
    }

    /** What was found, in at most two lines for a person; none where nothing was. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        if (!copies.isEmpty()) {
            lines.add(copiesLine());
        }
        if (!sizes.tooSmall().isEmpty() || sizes.isUnbalanced()) {
            lines.add(sizesLine());
        }
        return lines;
    }

    private String copiesLine() {
        boolean isAcrossParts = copies.stream().anyMatch(group -> group.relation() == Relation.OTHER_PART);
        Group worst = copies.stream()
                .filter(group -> !isAcrossParts || group.relation() == Relation.OTHER_PART)
                .findFirst()
                .orElseThrow();
        return CheckedDataset.counted(copies.size(), "file")
                + (copies.size() == 1 ? " is" : " are")
                + " there more than once, in "
                + (isAcrossParts ? "what is learned and what is measured on" : "two classes")
                + ", such as " + dataset.path(worst.indexes().getFirst()) + " and "
                + dataset.path(worst.indexes().getLast())
                + (isAcrossParts ? ": the figures flatter the model" : ": one of the labels is wrong");
    }

    private String sizesLine() {
        List<String> small = sizes.tooSmall();
        if (small.isEmpty()) {
            return String.format(
                    Locale.ROOT,
                    "the largest class has %.0f times the images of the smallest: the small ones will hardly be predicted",
                    sizes.ratio());
        }
        return small.stream()
                        .limit(NAMED)
                        .map(name -> name + " (" + sizes.of(name) + ")")
                        .collect(Collectors.joining(", "))
                + (small.size() > NAMED ? " and " + (small.size() - NAMED) + " more" : "")
                + (small.size() == 1 ? " has" : " have") + " fewer than " + ClassSizes.FEWEST
                + " images to learn from: what is measured of so few says little";
    }
}
