package org.mobilenet4j.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.io.InvalidInputException;

/** A place to write to: that it is none shows before the work, not after. */
final class OutputPath {
    private OutputPath() {}

    /**
     * The folder that something is to be made in.
     *
     * @param option that named it
     * @throws InvalidInputException if it is not there or may not be written to
     */
    static Path folderOf(String option, Path file) {
        Path folder = file.toAbsolutePath().normalize().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new InvalidInputException(option + ": there is no folder for " + file + "; make it first");
        }
        requireWritable(option, folder);
        return folder;
    }

    /** Looks whether a file can be written, where one is asked for. */
    static void requireFile(String option, @Nullable Path file) {
        if (file != null && Files.isDirectory(file)) {
            throw new InvalidInputException(option + ": " + file + " is a folder; give a file's name");
        }
        if (file != null) {
            folderOf(option, file);
        }
    }

    /**
     * Looks whether a folder that is not there yet can be made.
     *
     * @throws InvalidInputException if it is there, or the folder that it is to be made in is not
     */
    static void requireNew(String option, Path folder) {
        if (Files.exists(folder)) {
            throw new InvalidInputException(option + ": " + folder
                    + " is there already, expected a folder that is to be made; remove it or give another name");
        }
        folderOf(option, folder);
    }

    /** Looks whether a folder is there or can be made, where one is asked for. Makes nothing. */
    static void requireFolder(String option, @Nullable Path folder) {
        if (folder == null) {
            return;
        }
        Path existing = folder.toAbsolutePath();
        while (!Files.exists(existing) && existing.getParent() != null) {
            existing = existing.getParent();
        }
        if (!Files.isDirectory(existing)) {
            throw new InvalidInputException(
                    option + ": " + existing + " is a file; give a folder, which is made where there is none");
        }
        requireWritable(option, existing);
    }

    private static void requireWritable(String option, Path folder) {
        if (!Files.isWritable(folder)) {
            throw new InvalidInputException(
                    option + ": " + folder + " may not be written to by you; give another place");
        }
    }
}
