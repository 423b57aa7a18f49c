package org.mobilenet4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.mobilenet4j.data.ImageFolder;
import org.mobilenet4j.io.InvalidInputException;

/** Images as a user names them: files, and folders of which every image in them and below is taken. */
final class ImageFiles {
    private ImageFiles() {}

    /**
     * The files, those of a folder sorted by name.
     *
     * @throws InvalidInputException if a folder holds no image
     */
    static List<Path> of(List<Path> filesAndFolders) throws IOException {
        List<Path> images = new ArrayList<>();
        for (Path file : filesAndFolders) {
            if (Files.isDirectory(file)) {
                try (Stream<Path> below = Files.walk(file)) {
                    List<Path> found = below.filter(path -> ImageFolder.isImage(path.toString()))
                            .sorted()
                            .toList();
                    if (found.isEmpty()) {
                        throw new InvalidInputException(file + ": there is no image in this folder or below");
                    }
                    images.addAll(found);
                }
            } else {
                images.add(file);
            }
        }
        return images;
    }
}
