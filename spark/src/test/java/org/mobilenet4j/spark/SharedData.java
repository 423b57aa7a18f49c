package org.mobilenet4j.spark;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/**
 * The data that is too large for the repository: the folder {@code shared} that stands beside the project, or the one that
 * the system property {@code mobilenet.shared} names.
 */
public final class SharedData {
    private SharedData() {}

    /** A file or folder of it; skips the calling test where it is absent. */
    public static Path require(String relative) {
        String named = System.getProperty("mobilenet.shared");
        Path folder = Path.of("").toAbsolutePath();
        while (named == null && folder != null && !Files.isDirectory(folder.resolve("shared/weights"))) {
            folder = folder.getParent();
        }
        Path wanted = (named != null ? Path.of(named) : Path.of(String.valueOf(folder), "shared")).resolve(relative);
        Assumptions.assumeTrue(
                Files.exists(wanted),
                () -> "skipped: there is no " + wanted + "; put the shared data beside the project");
        return wanted;
    }
}
