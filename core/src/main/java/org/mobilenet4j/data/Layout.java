package org.mobilenet4j.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.mobilenet4j.io.InvalidInputException;

/**
 * Where a dataset's class folders are: under one folder, or, where it is already split, under one for each part. The one
 * folder is the first that has several folders, or images beside its only one: so an archive whose folders lie under a
 * common folder is read like one without.
 *
 * <p>A dataset is split where at least half of its folders are named as parts are and one of them holds folders of images,
 * or where several have a part's name, which may stand among other words as in {@code seg_train}, and a class in common.
 * Folders beside the parts are passed over. Where most folders hold the same folders, and no name tells which is which, nobody can
 * know whether they are parts or classes: that is refused.
 */
final class Layout {
    private final Path path;
    private final Listing listing;
    private final String root;
    private final Map<DatasetPart, String> parts;
    private final List<String> passedOver = new ArrayList<>();

    /**
     * Looks for the parts.
     *
     * @param areClasses whether folders of these names are classes, where those are known
     * @throws InvalidInputException if there are parts and it is not clear which, or none of them has classes
     */
    Layout(Path path, Listing listing, Predicate<List<String>> areClasses) {
        this.path = path;
        this.listing = listing;
        this.root = rootBelow("");
        List<String> folders = listing.foldersIn(root).stream()
                .filter(folder -> !listing.imagesBelow(folder).isEmpty())
                .toList();
        boolean isKnown = areClasses.test(folders.stream().map(Listing::nameOf).toList());
        this.parts = isKnown ? new EnumMap<>(DatasetPart.class) : partsAmong(folders);
    }

    private String rootBelow(String start) {
        String folder = start;
        while (listing.imagesIn(folder).isEmpty() && foldersIn(folder).size() == 1) {
            String only = foldersIn(folder).getFirst();
            if (listing.foldersIn(only).isEmpty() || !listing.imagesIn(only).isEmpty()) {
                return folder;
            }
            folder = only;
        }
        return folder;
    }

    /** Those that may hold images: beside the folder of all images there may be one of annotations. */
    private List<String> foldersIn(String folder) {
        return listing.foldersIn(folder).stream()
                .filter(each -> !listing.hasOnlyDocuments(each))
                .toList();
    }

    /**
     * A folder that may be a part.
     *
     * @param classes the names of the class folders in it, in lower case; none where its images lie loose
     */
    private record Candidate(String folder, Set<String> classes) {
        String name() {
            return Listing.nameOf(folder);
        }

        boolean isPart() {
            return DatasetPart.named(name()).isPresent();
        }

        /** Whether another one is named as a part as well, and has one of the classes. */
        boolean hasTwin(List<Candidate> all) {
            return all.stream()
                    .anyMatch(other -> !other.folder.equals(folder)
                            && DatasetPart.namedAmong(other.name()).isPresent()
                            && !Collections.disjoint(classes, other.classes));
        }
    }

    private Map<DatasetPart, String> partsAmong(List<String> folders) {
        List<Candidate> all = folders.stream()
                .map(folder -> new Candidate(folder, classesIn(folder)))
                .toList();
        List<Candidate> named = all.stream().filter(Candidate::isPart).toList();
        boolean areAllNamed = !named.isEmpty() && named.size() == all.size();
        boolean areMostNamed =
                2 * named.size() >= all.size() && named.stream().anyMatch(part -> !part.classes.isEmpty());
        Map<DatasetPart, String> found = new EnumMap<>(DatasetPart.class);
        if (areAllNamed || areMostNamed || named.stream().anyMatch(part -> part.hasTwin(all))) {
            named.stream()
                    .filter(part -> !part.classes.isEmpty())
                    .forEach(part -> add(found, part, DatasetPart.named(part.name())));
            if (found.isEmpty()) {
                throw new InvalidInputException(path + ": its folders " + names(folders)
                        + " are parts of a dataset, not classes; expected a folder per class in them, such as "
                        + folders.getLast() + "/daisy/1.jpg");
            }
        }
        Set<DatasetPart> taken = Set.copyOf(found.keySet());
        all.stream()
                .filter(part -> !part.isPart() && part.hasTwin(all))
                .forEach(part ->
                        add(found, part, DatasetPart.namedAmong(part.name()).filter(each -> !taken.contains(each))));
        if (found.isEmpty()) {
            requireClasses(all);
        } else {
            folders.stream()
                    .filter(folder -> !found.containsValue(folder))
                    .forEach(folder -> passedOver.add("passed over the folder " + folder + " ("
                            + Listing.counted(listing.imagesBelow(folder).size(), "image")
                            + "), which is no part of the dataset beside " + names(List.copyOf(found.values()))));
        }
        return found;
    }

    private void add(Map<DatasetPart, String> found, Candidate candidate, Optional<DatasetPart> part) {
        if (part.isEmpty()) {
            return;
        }
        String other = found.putIfAbsent(part.get(), candidate.folder);
        if (other != null) {
            throw new InvalidInputException(path + ": its folders " + other + " and " + candidate.folder
                    + " are both the " + part.get() + " part of a dataset; expected one. Remove or rename one");
        }
    }

    private Set<String> classesIn(String folder) {
        return new ClassFolders(path, listing, rootBelow(folder))
                .withImages().stream()
                        .map(name -> name.toLowerCase(Locale.ROOT))
                        .collect(Collectors.toSet());
    }

    private void requireClasses(List<Candidate> all) {
        for (Candidate one : all) {
            List<String> alike = all.stream()
                    .filter(other -> other.classes.equals(one.classes))
                    .map(Candidate::folder)
                    .toList();
            if (one.classes.size() > 1 && alike.size() > 1 && 2 * alike.size() > all.size()) {
                throw new InvalidInputException(path + ": its folders " + names(alike) + " all hold the folders "
                        + names(one.classes.stream().sorted().toList())
                        + "; parts of one dataset are named train, val and test. Rename them, or say which is which, as in"
                        + " --train " + ImageSource.pathOf(path, alike.getFirst()) + " --val "
                        + ImageSource.pathOf(path, alike.get(1)));
            }
        }
    }

    private static String names(List<String> folders) {
        return folders.stream().limit(5).map(Listing::nameOf).collect(Collectors.joining(", "))
                + (folders.size() > 5 ? ", ..." : "");
    }

    /** What a person should know of folders that are left out. */
    List<String> notes() {
        return List.copyOf(passedOver);
    }

    /** The parts, in the order in which they are used. */
    Set<DatasetPart> parts() {
        return Collections.unmodifiableSet(parts.keySet());
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
