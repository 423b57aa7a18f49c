package org.mobilenet4j.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import org.mobilenet4j.io.InvalidInputException;

/** A place to write to: that it is none shows before the work, not after. */
final class OutputFile {
    private OutputFile() {}

    /**
     * The folder that a file is to lie in.
     *
     * @param option that named the file
     * @throws InvalidInputException if it is not there or may not be written to
     */
    static Path folder(String option, Path file) {
        Path folder = file.toAbsolutePath().normalize().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new InvalidInputException(option + ": there is no folder for " + file + "; make it first");
        }
        if (!Files.isWritable(folder)) {
            throw new InvalidInputException(
                    option + ": " + folder + " may not be written to by you; give another place");
        }
        return folder;
    }

    /** The same for a file that must not be where a folder is. */
    static Path folderOfFile(String option, Path file) {
        if (Files.isDirectory(file)) {
            throw new InvalidInputException(option + ": " + file + " is a folder; give a file's name");
        }
        return folder(option, file);
    }
}
