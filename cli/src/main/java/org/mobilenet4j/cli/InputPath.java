package org.mobilenet4j.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import org.mobilenet4j.io.InvalidInputException;

/** Images to read from: that there are none shows before the work, not after. */
final class InputPath {
    private InputPath() {}

    /**
     * The path itself.
     *
     * @param option that named it
     * @throws InvalidInputException if there is nothing there
     */
    static Path existing(String option, Path path) {
        if (!Files.exists(path)) {
            throw new InvalidInputException(
                    option + ": there is no file or folder " + path + "; give a folder or zip of images");
        }
        return path;
    }
}
