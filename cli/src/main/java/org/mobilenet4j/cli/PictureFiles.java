package org.mobilenet4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.mobilenet4j.data.ImageFolder;
import org.mobilenet4j.io.InvalidInputException;

/** Pictures as a user names them: files, and folders of which every picture in them and below is taken. */
final class PictureFiles {
    private PictureFiles() {}

    /**
     * The files, those of a folder sorted by name.
     *
     * @throws InvalidInputException if a folder holds no picture
     */
    static List<Path> of(List<Path> filesAndFolders) throws IOException {
        List<Path> pictures = new ArrayList<>();
        for (Path file : filesAndFolders) {
            if (Files.isDirectory(file)) {
                try (Stream<Path> below = Files.walk(file)) {
                    List<Path> found = below.filter(path -> ImageFolder.isPicture(path.toString()))
                            .sorted()
                            .toList();
                    if (found.isEmpty()) {
                        throw new InvalidInputException(file + ": there is no picture in this folder or below");
                    }
                    pictures.addAll(found);
                }
            } else {
                pictures.add(file);
            }
        }
        return pictures;
    }
}
