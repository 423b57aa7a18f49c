package org.mobilenet4j.data;

import java.text.Normalizer;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.mobilenet4j.image.ImageDecoder;

/**
 * The names in a folder or archive, from its root, with {@code /} between folders and in alphabetical order. Hidden files
 * and what operating systems leave behind are not in it. Names are in Unicode's composed form (NFC): a Mac writes an é as
 * two characters, and others as one.
 */
final class Listing {
    private static final Pattern HIDDEN = Pattern.compile(
            "(?:^|/)(?:\\.|(?:__MACOSX|@eaDir|#recycle|\\$RECYCLE\\.BIN|System Volume Information|lost\\+found|Thumbs\\.db"
                    + "|ehthumbs\\.db|desktop\\.ini|Icon\r)(?:/|$))",
            Pattern.CASE_INSENSITIVE);
    private static final Set<String> DOCUMENTS = Set.of(
            ".txt", ".csv", ".tsv", ".json", ".jsonl", ".xml", ".yaml", ".yml", ".md", ".html", ".pdf", ".py", ".ipynb",
            ".npy", ".mat");
    private static final int SUFFIXES_NAMED = 5;
    private static final int LONGEST_SUFFIX = 12;

    private final NavigableSet<String> folders = new TreeSet<>();
    private final NavigableSet<String> images = new TreeSet<>();
    private final NavigableSet<String> others = new TreeSet<>();
    private final Map<String, Integer> copies = new HashMap<>();

    /** Takes up a folder and the folders it lies in. */
    void addFolder(String name) {
        if (isHidden(name)) {
            return;
        }
        for (String folder = composed(name); !folder.isEmpty() && folders.add(folder); ) {
            folder = parentOf(folder);
        }
    }

    /**
     * Takes up a file and the folders it lies in.
     *
     * @return the name that it has in the listing; empty where it is hidden
     */
    Optional<String> addFile(String name) {
        if (isHidden(name)) {
            return Optional.empty();
        }
        addFolder(parentOf(name));
        NavigableSet<String> files = isImage(name) ? images : others;
        String composed = composed(name);
        String listed = composed;
        while (!files.add(listed)) {
            // The same name in the other form, or twice in an archive, is another file.
            String file = "(" + copies.merge(composed, 2, (last, first) -> last + 1) + ") " + nameOf(composed);
            listed = parentOf(composed).isEmpty() ? file : parentOf(composed) + '/' + file;
        }
        return Optional.of(listed);
    }

    Collection<String> foldersIn(String folder) {
        return childrenOf(folder, folders);
    }

    Collection<String> imagesIn(String folder) {
        return childrenOf(folder, images);
    }

    /** The images in the folder and in the folders below it. */
    Collection<String> imagesBelow(String folder) {
        return below(folder, images);
    }

    /** Files without an image's name, in the folder and in the folders below it. */
    Collection<String> othersBelow(String folder) {
        return below(folder, others);
    }

    /** Whether there is such a file, of whatever kind. */
    boolean has(String name) {
        return images.contains(name) || others.contains(name);
    }

    /** Whether a folder has files, and all are such as stand beside images: annotations, notes, programs. */
    boolean hasOnlyDocuments(String folder) {
        Collection<String> files = othersBelow(folder);
        return imagesBelow(folder).isEmpty()
                && !files.isEmpty()
                && files.stream().allMatch(file -> DOCUMENTS.contains(suffixOf(file)));
    }

    /** What was left out for its name, as in "passed over 12 files: 10 .heic, 2 .txt"; empty where nothing was. */
    Optional<String> passedOver() {
        if (others.isEmpty()) {
            return Optional.empty();
        }
        Map<String, Integer> counts = new HashMap<>();
        others.forEach(name -> counts.merge(suffixOf(name), 1, Integer::sum));
        List<Map.Entry<String, Integer>> byCount = counts.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue()
                        .reversed()
                        .thenComparing(Map.Entry.comparingByKey(Comparator.naturalOrder())))
                .toList();
        int rest = byCount.stream()
                .skip(SUFFIXES_NAMED)
                .mapToInt(Map.Entry::getValue)
                .sum();
        String named = Stream.concat(
                        byCount.stream()
                                .limit(SUFFIXES_NAMED)
                                .map(entry -> String.format(Locale.ROOT, "%,d %s", entry.getValue(), entry.getKey())),
                        rest == 0 ? Stream.of() : Stream.of(String.format(Locale.ROOT, "%,d others", rest)))
                .collect(Collectors.joining(", "));
        return Optional.of("passed over " + counted(others.size(), "file") + ": " + named);
    }

    /** As in "1 file" and "1,234 files". */
    static String counted(int count, String what) {
        return String.format(Locale.ROOT, "%,d %s%s", count, what, count == 1 ? "" : "s");
    }

    private static String suffixOf(String name) {
        String file = nameOf(name);
        int dot = file.lastIndexOf('.');
        return dot < 0 || file.length() - dot > LONGEST_SUFFIX
                ? "without a suffix"
                : file.substring(dot).toLowerCase(Locale.ROOT).replaceAll("\\p{Cntrl}", "?");
    }

    private static Collection<String> childrenOf(String folder, NavigableSet<String> names) {
        return below(folder, names).stream()
                .filter(name -> parentOf(name).equals(folder))
                .toList();
    }

    private static Collection<String> below(String folder, NavigableSet<String> names) {
        // '0' is the character after '/': between the two lie exactly the names that begin with the folder's.
        return folder.isEmpty()
                ? Collections.unmodifiableSet(names)
                : Collections.unmodifiableSet(names.subSet(folder + '/', folder + '0'));
    }

    static String parentOf(String name) {
        return name.substring(0, Math.max(0, name.lastIndexOf('/')));
    }

    /** The last part of a name. */
    static String nameOf(String name) {
        return name.substring(name.lastIndexOf('/') + 1);
    }

    /** A file's name without its folders and its suffix. */
    static String stemOf(String name) {
        String file = nameOf(name);
        int dot = file.lastIndexOf('.');
        return dot <= 0 ? file : file.substring(0, dot);
    }

    static String composed(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFC);
    }

    static boolean isImage(String name) {
        return ImageDecoder.isImage(name);
    }

    static boolean isHidden(String name) {
        return HIDDEN.matcher(name).find();
    }
}
