package org.mobilenet4j.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import org.mobilenet4j.io.InvalidInputException;

/** A file that a verb will write: a place where that cannot be shows before the work, not after. */
final class OutputFile {
    private OutputFile() {}

    /**
     * Looks whether a file is there to be replaced or can be made. Makes nothing.
     *
     * @param option the option that named it, for messages
     * @throws InvalidInputException if not
     */
    static void requireUsable(String option, Path file) {
        if (Files.isDirectory(file)) {
            throw new InvalidInputException(option + ": " + file + " is a folder; give the name of a file");
        }
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new InvalidInputException(option + ": " + file + " would lie in a folder that is not there, " + folder
                    + "; make it, or give another file");
        }
        if (!Files.isWritable(folder)) {
            throw new InvalidInputException(
                    option + ": " + folder + " may not be written to by you; give a file in another folder");
        }
    }
}
