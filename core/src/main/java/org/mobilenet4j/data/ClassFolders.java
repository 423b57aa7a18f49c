package org.mobilenet4j.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.mobilenet4j.image.ImageDecoder;
import org.mobilenet4j.io.InvalidInputException;

/**
 * The class folders in a folder of a listing. A folder of nothing but documents, such as annotations, is none; one that is
 * empty, or has images of other formats, is one that lacks its images.
 */
final class ClassFolders {
    private final Path path;
    private final Listing listing;
    private final String root;

    ClassFolders(Path path, Listing listing, String root) {
        this.path = path;
        this.listing = listing;
        this.root = root;
    }

    /**
     * The names of the classes in alphabetical order.
     *
     * @throws InvalidInputException if there are fewer than two, or one of them has no image
     */
    List<String> names() {
        requireImages();
        List<String> names = foldersThat(folder -> !listing.hasOnlyDocuments(folder));
        if (names.size() < 2) {
            throw new InvalidInputException(path + ": only one class folder, '" + names.getFirst()
                    + "'; a classifier needs at least two. Add a folder with images of what is not "
                    + names.getFirst());
        }
        List<String> empty = names.stream()
                .filter(name -> listing.imagesBelow(folderOf(name)).isEmpty())
                .toList();
        if (!empty.isEmpty()) {
            throw new InvalidInputException(path + ": no image in the class folder"
                    + (empty.size() > 1 ? "s " : " ") + String.join(", ", empty) + othersIn(empty)
                    + "; expected " + suffixes() + " files. Add images or remove the folder");
        }
        return names;
    }

    /**
     * The images of the class folders, each with its class, an index into {@code known}. One class, or a class without an
     * image, is allowed.
     *
     * @throws InvalidInputException if a folder of images names none of the classes
     */
    List<Sample> samplesOf(List<String> known) {
        requireImages();
        List<String> names = withImages();
        Map<String, Integer> labels = FolderNames.labels(names, known);
        List<Sample> samples = new ArrayList<>();
        for (String name : names) {
            Integer label = labels.get(name);
            if (label == null) {
                throw new InvalidInputException(path + ": the class " + name + " is not among the " + known.size()
                        + " known ones (" + abridged(known) + "); rename or remove its folder"
                        + (FolderNames.areNumbers(names) ? ". Numbers of classes begin at 0" : ""));
            }
            listing.imagesBelow(folderOf(name)).forEach(image -> samples.add(new Sample(image, label)));
        }
        return List.copyOf(samples);
    }

    /** The folders that hold images, by name. */
    List<String> withImages() {
        return foldersThat(folder -> !listing.imagesBelow(folder).isEmpty());
    }

    /** What a person should know of what was left out. */
    List<String> notes() {
        List<String> notes = new ArrayList<>();
        Collection<String> loose = listing.imagesIn(root);
        if (!loose.isEmpty()) {
            notes.add("passed over " + Listing.counted(loose.size(), "image") + " in no class folder, such as "
                    + loose.iterator().next());
        }
        foldersThat(listing::hasOnlyDocuments)
                .forEach(name -> notes.add("passed over the folder " + folderOf(name) + ", which has no image"));
        return notes;
    }

    private List<String> foldersThat(Predicate<String> condition) {
        return listing.foldersIn(root).stream()
                .filter(condition)
                .map(Listing::nameOf)
                .toList();
    }

    private void requireImages() {
        if (listing.imagesBelow(root).isEmpty()) {
            throw new InvalidInputException(
                    path + ": no image found" + otherFiles() + "; expected a folder per class with " + suffixes()
                            + " files, such as " + inside("daisy", "1.jpg"));
        }
        if (withImages().isEmpty()) {
            Collection<String> loose = listing.imagesIn(root);
            throw new InvalidInputException(path + ": " + loose.size()
                    + " images that are in no class folder, such as "
                    + loose.iterator().next() + "; expected a folder per class, such as " + inside("daisy", "1.jpg"));
        }
    }

    private String folderOf(String className) {
        return root.isEmpty() ? className : root + '/' + className;
    }

    private String inside(String first, String... more) {
        return path.resolve(folderOf(Path.of(first, more).toString())).toString();
    }

    private String otherFiles() {
        Collection<String> others = listing.othersBelow("");
        return others.isEmpty()
                ? ""
                : " among " + Listing.counted(others.size(), "file") + ", such as "
                        + others.iterator().next();
    }

    private String othersIn(List<String> names) {
        return names.stream()
                .flatMap(name -> listing.othersBelow(folderOf(name)).stream())
                .findFirst()
                .map(file -> ", but files such as " + file)
                .orElse("");
    }

    private static String abridged(List<String> names) {
        return String.join(", ", names.subList(0, Math.min(5, names.size()))) + (names.size() > 5 ? ", ..." : "");
    }

    private static String suffixes() {
        return ImageDecoder.suffixes().stream().sorted().collect(Collectors.joining(", "));
    }
}
