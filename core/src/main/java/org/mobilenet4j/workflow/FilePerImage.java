package org.mobilenet4j.workflow;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.mobilenet4j.data.ImageSet;
import org.mobilenet4j.io.AtomicFile;
import org.mobilenet4j.io.InvalidInputException;

/**
 * A folder with one file for each of some images, named as the image is. Of images of one name in different folders the
 * second is numbered: {@code photo.png}, {@code photo-2.png}. Safe for several threads.
 */
public final class FilePerImage {
    private final List<Path> files;

    private FilePerImage(List<Path> files) {
        this.files = files;
    }

    /**
     * Names the files, and writes nothing yet.
     *
     * @param folder made when the first file is written
     * @param suffix of all files, such as {@code .png}
     * @throws InvalidInputException if one of the files would replace one of the images
     */
    public static FilePerImage in(Path folder, ImageSet images, String suffix) {
        Set<Path> originals = new HashSet<>();
        for (int i = 0; i < images.size(); i++) {
            original(images.path(i), originals);
        }
        Map<String, Integer> numbers = new HashMap<>();
        Set<String> taken = new HashSet<>();
        List<Path> files = new ArrayList<>();
        for (int i = 0; i < images.size(); i++) {
            String name = name(images.path(i));
            String numbered = name;
            // Upper and lower case are one on some file systems.
            while (!taken.add(numbered.toLowerCase(Locale.ROOT))) {
                numbered = name + "-" + numbers.merge(name.toLowerCase(Locale.ROOT), 2, (number, two) -> number + 1);
            }
            Path file = folder.resolve(numbered + suffix);
            if (originals.contains(file.toAbsolutePath().normalize())) {
                throw new InvalidInputException(
                        file + " is one of the images and would be replaced; give another folder");
            }
            files.add(file);
        }
        return new FilePerImage(files);
    }

    /** Images in archives have no file of their own. */
    private static void original(String path, Set<Path> originals) {
        try {
            Path file = Path.of(path).toAbsolutePath().normalize();
            if (Files.exists(file)) {
                originals.add(file);
            }
        } catch (InvalidPathException e) {
            // A name in an archive that no file here can have.
        }
    }

    /** The last part of a path without its suffix, of letters that every file system takes. */
    private static String name(String path) {
        String last = path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
        int dot = last.lastIndexOf('.');
        String name = (dot > 0 ? last.substring(0, dot) : last).replaceAll("[\\p{Cntrl}:*?\"<>|!]", "_");
        return name.isBlank() || name.matches("\\.+") ? "image" : name;
    }

    /** The file of an image, there or not. */
    public Path file(int index) {
        return files.get(index);
    }

    /**
     * Writes the file of an image, whole or not at all.
     *
     * @return the file
     * @throws UncheckedIOException if the disk fails
     */
    public Path write(int index, byte[] content) {
        Path file = files.get(index);
        try {
            Path folder = file.getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            AtomicFile.write(file, out -> out.write(content));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }
}
