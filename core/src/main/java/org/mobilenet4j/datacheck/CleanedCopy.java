package org.mobilenet4j.datacheck;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.datacheck.Duplicates.Group;
import org.mobilenet4j.datacheck.Duplicates.NearPair;
import org.mobilenet4j.datacheck.Duplicates.Relation;
import org.mobilenet4j.datacheck.SuspiciousLabels.SuspiciousLabel;
import org.mobilenet4j.io.Csv;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.io.TemporaryFolder;

/**
 * A copy of a dataset without what is wrong with it, in a new folder: a folder per class, in a folder per part where there are
 * several. The images' files are copied byte for byte, and {@code changes.csv} lists what was left out or moved.
 *
 * <p>Left out is what cannot be read, what is blank, and of copies of one file all but the first. Of an image that is in two
 * parts, exactly or nearly, the one to learn from is left out, so that what is measured stays comparable. A file that is in
 * two classes is left out of both: one label is wrong, and nothing says which.
 *
 * @param wrongLabels what becomes of images whose labels are likely wrong; those in doubt stay
 */
public record CleanedCopy(WrongLabels wrongLabels) {
    /** The file that lists the changes. */
    public static final String CHANGES = "changes.csv";

    /** What becomes of images whose labels are suspicious. */
    public enum WrongLabels {
        /** They stay: a person looks at them. */
        KEEP,
        /** They are left out. */
        DROP,
        /** They go to the class that they look like. */
        MOVE
    }

    /**
     * A change.
     *
     * @param file the image's path in the dataset
     * @param reason in a few words
     * @param movedTo the class it went to; null where it was left out
     */
    public record Change(
            String file,
            String label,
            String reason,
            @Nullable String movedTo) {}

    /**
     * What was made.
     *
     * @param images how many were copied
     */
    public record Cleaned(Path folder, int images, List<Change> changes) {
        public Cleaned {
            changes = List.copyOf(changes);
        }

        /** How many images went to another class. */
        public int moved() {
            return (int)
                    changes.stream().filter(change -> change.movedTo() != null).count();
        }
    }

    /**
     * Writes the copy, whole or not at all.
     *
     * @param folder which does not exist yet
     * @throws InvalidInputException if there is such a folder, or a class would have no image left
     * @throws IOException if the disk fails
     */
    public Cleaned write(DatasetFindings findings, Path folder) throws IOException {
        if (Files.exists(folder)) {
            throw new InvalidInputException(
                    folder
                            + ": is there already; give the name of a folder that is to be made, as nothing is cleaned in place");
        }
        CheckedDataset dataset = findings.dataset();
        Map<Integer, Change> changes = changes(findings);
        requireEveryClass(dataset, changes);
        int images = 0;
        Set<Path> taken = new HashSet<>();
        try (TemporaryFolder unfinished = TemporaryFolder.beside(folder)) {
            Path copy = Files.createDirectory(unfinished.path().resolve("copy"));
            for (int index = 0; index < dataset.size(); index++) {
                @Nullable Change change = changes.get(index);
                if (change == null || change.movedTo != null) {
                    String label = change == null || change.movedTo == null ? dataset.labelName(index) : change.movedTo;
                    Path target = free(taken, copy.resolve(placeOf(dataset, index, label)));
                    Files.createDirectories(Objects.requireNonNull(target.getParent()));
                    Files.write(target, dataset.encoded(index));
                    images++;
                }
            }
            Csv csv = new Csv("file", "class", "reason", "moved to");
            changes.values()
                    .forEach(change -> csv.row(
                            change.file, change.label, change.reason, change.movedTo == null ? "" : change.movedTo));
            csv.write(copy.resolve(CHANGES));
            Files.move(copy, folder);
        }
        return new Cleaned(folder, images, List.copyOf(changes.values()));
    }

    /** What is changed, by the images' numbers. The first reason counts. */
    private Map<Integer, Change> changes(DatasetFindings findings) {
        CheckedDataset dataset = findings.dataset();
        Map<Integer, Change> changes = new TreeMap<>();
        findings.unreadable().forEach(each -> leaveOut(changes, dataset, each.index(), "cannot be read"));
        findings.blank().forEach(each -> leaveOut(changes, dataset, each.index(), "blank"));
        findings.duplicates().exact().forEach(group -> leaveOut(changes, dataset, group));
        for (NearPair pair : findings.duplicates().near(Relation.OTHER_PART)) {
            // Parts are in the order of their use: the first image is the one to learn from.
            leaveOut(changes, dataset, pair.index(), "all but the same as " + dataset.path(pair.other()));
        }
        SuspiciousLabels labels = findings.labels();
        if (labels != null && wrongLabels != WrongLabels.KEEP) {
            for (SuspiciousLabel label : labels.confident()) {
                String suggested = dataset.classes().get(label.suggested());
                String reason = "looks like " + suggested;
                changes.putIfAbsent(
                        label.index(),
                        change(dataset, label.index(), reason, wrongLabels == WrongLabels.MOVE ? suggested : null));
            }
        }
        return changes;
    }

    private static void leaveOut(Map<Integer, Change> changes, CheckedDataset dataset, Group group) {
        List<Integer> indexes = group.indexes();
        boolean isOfOneClass = indexes.stream().map(dataset::label).distinct().count() == 1;
        if (!isOfOneClass) {
            indexes.forEach(index -> leaveOut(changes, dataset, index, "the same file in two classes"));
            return;
        }
        int kept = indexes.getLast();
        // The last part's first copy stays.
        for (int index : indexes.reversed()) {
            if (dataset.partOf(index) == dataset.partOf(kept)) {
                kept = index;
            }
        }
        for (int index : indexes) {
            if (index != kept) {
                leaveOut(changes, dataset, index, "the same file as " + dataset.path(kept));
            }
        }
    }

    private static void leaveOut(Map<Integer, Change> changes, CheckedDataset dataset, int index, String reason) {
        changes.putIfAbsent(index, change(dataset, index, reason, null));
    }

    private static Change change(CheckedDataset dataset, int index, String reason, @Nullable String movedTo) {
        return new Change(dataset.path(index), dataset.labelName(index), reason, movedTo);
    }

    private static void requireEveryClass(CheckedDataset dataset, Map<Integer, Change> changes) {
        Map<String, Integer> left = new HashMap<>();
        for (int index = 0; index < dataset.size(); index++) {
            @Nullable Change change = changes.get(index);
            if (dataset.partOf(index) == 0 && (change == null || change.movedTo != null)) {
                left.merge(
                        change == null || change.movedTo == null ? dataset.labelName(index) : change.movedTo,
                        1,
                        Integer::sum);
            }
        }
        List<String> empty = new ArrayList<>(dataset.classes());
        empty.removeAll(left.keySet());
        if (!empty.isEmpty()) {
            throw new InvalidInputException("the cleaned copy would have no image of " + String.join(", ", empty)
                    + " to learn from, expected some of each class; nothing was written");
        }
    }

    /** Part, class, and the file's own name. */
    private static Path placeOf(CheckedDataset dataset, int index, String label) {
        String name = dataset.name(index);
        String file = name.substring(name.lastIndexOf('/') + 1);
        Path within = Path.of(label, file);
        return dataset.isSplit()
                ? Path.of(dataset.parts().get(dataset.partOf(index)).name()).resolve(within)
                : within;
    }

    /** The place, or one with a number where it is taken, as by an image of the same name in a folder below. */
    private static Path free(Set<Path> taken, Path wanted) {
        Path place = wanted;
        for (int number = 2; !taken.add(place); number++) {
            place = wanted.resolveSibling(number + "-" + wanted.getFileName());
        }
        return place;
    }
}
