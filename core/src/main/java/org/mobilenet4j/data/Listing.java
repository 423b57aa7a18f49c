package org.mobilenet4j.data;

import java.util.Collection;
import java.util.Collections;
import java.util.Locale;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The names in a folder or archive, from its root, with {@code /} between folders and in alphabetical order. Hidden files
 * and what operating systems leave behind are not in it.
 */
final class Listing {
    static final Set<String> SUFFIXES = Set.of("jpg", "jpeg", "png", "bmp", "gif", "webp");
    private static final Pattern HIDDEN = Pattern.compile("(?:^|/)(?:\\.|__MACOSX(?:/|$))");

    private final NavigableSet<String> folders = new TreeSet<>();
    private final NavigableSet<String> images = new TreeSet<>();
    private final NavigableSet<String> others = new TreeSet<>();

    /** Takes up a folder and the folders it lies in. */
    void addFolder(String name) {
        if (isHidden(name)) {
            return;
        }
        for (String folder = name; !folder.isEmpty() && folders.add(folder); ) {
            folder = parentOf(folder);
        }
    }

    /** Takes up a file and the folders it lies in. */
    void addFile(String name) {
        if (isHidden(name)) {
            return;
        }
        addFolder(parentOf(name));
        (isImage(name) ? images : others).add(name);
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

    /** Files that do not have an image's name. */
    Collection<String> others() {
        return Collections.unmodifiableSet(others);
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

    static boolean isImage(String name) {
        return SUFFIXES.contains(name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
    }

    private static boolean isHidden(String name) {
        return HIDDEN.matcher(name).find();
    }
}
