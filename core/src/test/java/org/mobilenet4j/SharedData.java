package org.mobilenet4j;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/**
 * The large files that are not in the repository: data sets, trained weights, reference values. They lie in a folder
 * {@code shared} beside the repository or above it, or where the system property {@code mobilenet.shared} says.
 */
@NullMarked
public final class SharedData {
    private SharedData() {}

    /** The path of a file or folder, as {@code weights/x.pth}; where it is absent, the test is skipped and says so. */
    public static Path require(String relative) {
        Path shared = folder();
        assumeTrue(shared != null, "there is no folder 'shared' here or above, and mobilenet.shared is not set");
        Path path = shared.resolve(relative);
        assumeTrue(Files.exists(path), path + " is absent");
        return path;
    }

    private static @Nullable Path folder() {
        String configured = System.getProperty("mobilenet.shared");
        if (configured != null) {
            return Path.of(configured);
        }
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            if (Files.isDirectory(at.resolve("shared/weights"))) {
                return at.resolve("shared");
            }
        }
        return null;
    }
}
