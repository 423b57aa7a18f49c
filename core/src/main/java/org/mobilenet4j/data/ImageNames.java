package org.mobilenet4j.data;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mobilenet4j.io.Quoted;

/** Finds the images that annotations name, by whatever part of their path is named. */
final class ImageNames {
    private static final int OF_THE_PART = 1 << 20;
    private static final int A_MASK = 1 << 21;

    private final Map<String, List<String>> byFile = new HashMap<>();
    private final Map<String, List<String>> byStem = new HashMap<>();

    ImageNames(Iterable<String> images) {
        for (String image : images) {
            byFile.computeIfAbsent(Listing.nameOf(image), file -> new ArrayList<>(1))
                    .add(image);
            byStem.computeIfAbsent(Listing.stemOf(image), stem -> new ArrayList<>(1))
                    .add(image);
        }
    }

    /**
     * The image of a name such as {@code 1.jpg} or {@code train/1.jpg}; empty where there is none, or several and no
     * telling which, which is told.
     *
     * @param annotations the file that names it: an image of the same part comes first
     */
    Optional<String> named(String name, String annotations, String item, AnnotationProblems problems) {
        String wanted = Listing.composed(name.replace('\\', '/')).replaceFirst("^(\\./|/)+", "");
        return one(
                byFile.getOrDefault(Listing.nameOf(wanted), List.of()).stream()
                        .filter(image ->
                                image.equals(wanted) || image.endsWith('/' + wanted) || wanted.endsWith('/' + image))
                        .toList(),
                name,
                annotations,
                item,
                problems);
    }

    /** The image whose name without its suffix is this; else as {@link #named}. */
    Optional<String> ofStem(String stem, String annotations, String item, AnnotationProblems problems) {
        return one(byStem.getOrDefault(stem, List.of()), stem, annotations, item, problems);
    }

    /** The images whose name without its suffix is this. */
    List<String> withStem(String stem) {
        return byStem.getOrDefault(stem, List.of());
    }

    private static Optional<String> one(
            List<String> found, String name, String annotations, String item, AnnotationProblems problems) {
        if (found.size() == 1) {
            return Optional.of(found.getFirst());
        }
        if (found.isEmpty()) {
            problems.add(
                    annotations,
                    item,
                    "its image " + Quoted.of(name) + " is missing, expected it in this folder or archive; left out");
            return Optional.empty();
        }
        Optional<DatasetPart> part =
                DatasetPart.namedAmong(Listing.stemOf(annotations)).or(() -> partOf(annotations));
        int most = found.stream()
                .mapToInt(image -> likeness(image, annotations, part))
                .max()
                .orElseThrow();
        List<String> nearest = found.stream()
                .filter(image -> likeness(image, annotations, part) == most)
                .toList();
        if (nearest.size() > 1) {
            problems.add(
                    annotations,
                    item,
                    "its image " + Quoted.of(name) + " may be " + Quoted.of(nearest.get(0)) + " or "
                            + Quoted.of(nearest.get(1)) + ", expected one; left out");
            return Optional.empty();
        }
        return Optional.of(nearest.getFirst());
    }

    /** How many folders an image shares with the annotations; those of the same part before others, masks behind. */
    private static int likeness(String image, String annotations, Optional<DatasetPart> part) {
        String[] here = image.split("/", -1);
        String[] there = annotations.split("/", -1);
        int shared = 0;
        while (shared < here.length - 1 && shared < there.length - 1 && here[shared].equals(there[shared])) {
            shared++;
        }
        boolean isOfPart = part.isPresent() && partOf(image).equals(part);
        return shared + (isOfPart ? OF_THE_PART : 0) - (MaskFolders.isMask(image) ? A_MASK : 0);
    }

    /** The part that a file belongs to by its folders, the innermost that has a part's name. */
    static Optional<DatasetPart> partOf(String name) {
        for (String folder = Listing.parentOf(name); !folder.isEmpty(); folder = Listing.parentOf(folder)) {
            Optional<DatasetPart> part = DatasetPart.namedAmong(Listing.nameOf(folder));
            if (part.isPresent()) {
                return part;
            }
        }
        return Optional.empty();
    }
}
