package org.mobilenet4j.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import org.mobilenet4j.io.InvalidInputException;

/** The folder that a model will be written to: a place where that cannot be shows before the work, not after. */
final class ModelFolder {
    private ModelFolder() {}

    /**
     * Looks whether a folder is there or can be made. Makes nothing.
     *
     * @param option the option that named it, for messages
     * @throws InvalidInputException if not
     */
    static void requireUsable(String option, Path folder) {
        Path existing = folder.toAbsolutePath();
        while (!Files.exists(existing) && existing.getParent() != null) {
            existing = existing.getParent();
        }
        if (!Files.isDirectory(existing)) {
            throw new InvalidInputException(
                    option + ": " + existing + " is a file; give a folder, which is made where there is none");
        }
        if (!Files.isWritable(existing)) {
            throw new InvalidInputException(
                    option + ": " + existing + " may not be written to by you; give another folder");
        }
    }
}
