package org.mobilenet4j.data;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mobilenet4j.io.InvalidInputException;

/**
 * Where a dataset's class folders are: under one folder, or, where it is already split, under one for each part. The one
 * folder is the first that has several folders, or images beside its only one: so an archive whose folders lie under a
 * common folder is read like one without.
 */
final class Layout {
    private final Path path;
    private final Listing listing;
    private final String root;
    private final Map<DatasetPart, String> parts = new EnumMap<>(DatasetPart.class);

    Layout(Path path, Listing listing) {
        this.path = path;
        this.listing = listing;
        this.root = rootBelow("");
        findParts();
    }

    private String rootBelow(String start) {
        String folder = start;
        while (listing.imagesIn(folder).isEmpty() && listing.foldersIn(folder).size() == 1) {
            String only = listing.foldersIn(folder).iterator().next();
            if (listing.foldersIn(only).isEmpty() || !listing.imagesIn(only).isEmpty()) {
                return folder;
            }
            folder = only;
        }
        return folder;
    }

    /** A dataset is already split if every folder that has images is named as a part is. */
    private void findParts() {
        List<String> folders = listing.foldersIn(root).stream()
                .filter(folder -> !listing.imagesBelow(folder).isEmpty())
                .toList();
        if (folders.isEmpty()
                || !folders.stream()
                        .allMatch(folder -> DatasetPart.inFolder(nameOf(folder)).isPresent())) {
            return;
        }
        for (String folder : folders) {
            DatasetPart part = DatasetPart.inFolder(nameOf(folder)).orElseThrow();
            if (hasClasses(folder)) {
                String other = parts.putIfAbsent(part, folder);
                if (other != null) {
                    throw new InvalidInputException(path + ": its folders " + other + " and " + folder
                            + " are both the " + part + " part of a dataset; expected one. Remove or rename one");
                }
            }
        }
        if (parts.isEmpty()) {
            throw new InvalidInputException(path + ": its folders "
                    + String.join(", ", folders.stream().map(Layout::nameOf).toList())
                    + " are parts of a dataset, not classes; expected a folder per class in them, such as "
                    + folders.getLast() + "/daisy/1.jpg");
        }
    }

    /** A part without classes, such as the test images of a competition, tells a machine nothing. */
    private boolean hasClasses(String part) {
        return listing.foldersIn(part).stream()
                .anyMatch(folder -> !listing.imagesBelow(folder).isEmpty());
    }

    private static String nameOf(String folder) {
        return folder.substring(folder.lastIndexOf('/') + 1);
    }

    /**
     * The part to learn from; empty where the dataset is not split.
     *
     * @throws InvalidInputException if it is split and has no such part
     */
    Optional<DatasetPart> toLearnFrom() {
        if (parts.isEmpty() || parts.containsKey(DatasetPart.TRAIN)) {
            return parts.keySet().stream().findFirst();
        }
        throw new InvalidInputException(
                path + ": has a " + parts.keySet().iterator().next()
                        + " part and none to learn from; expected a folder train beside it, with a folder per class");
    }

    /** The part to validate on while training; empty where there is none. */
    Optional<DatasetPart> toValidateOn() {
        return firstOf(DatasetPart.VALIDATION, DatasetPart.TEST);
    }

    /**
     * The part to evaluate a finished model on; empty where the dataset is not split.
     *
     * @throws InvalidInputException if it is split and has nothing but the part to learn from
     */
    Optional<DatasetPart> toTestOn() {
        Optional<DatasetPart> part = firstOf(DatasetPart.TEST, DatasetPart.VALIDATION);
        if (part.isEmpty() && !parts.isEmpty()) {
            throw new InvalidInputException(path + ": has a train part and none to evaluate on; expected a folder test"
                    + " or val beside it, with a folder per class");
        }
        return part;
    }

    private Optional<DatasetPart> firstOf(DatasetPart first, DatasetPart second) {
        return parts.containsKey(first)
                ? Optional.of(first)
                : parts.containsKey(second) ? Optional.of(second) : Optional.empty();
    }

    /** The class folders of a part, or of the whole where it is not split. */
    ClassFolders classFolders(Optional<DatasetPart> part) {
        return new ClassFolders(
                path, listing, part.map(parts::get).map(this::rootBelow).orElse(root));
    }
}
