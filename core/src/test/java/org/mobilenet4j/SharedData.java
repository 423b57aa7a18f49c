package org.mobilenet4j;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/**
 * The data that is too large for the repository (weights, images): the folder {@code shared} that stands beside the
 * project, or the one that the system property {@code mobilenet.shared} names.
 */
public final class SharedData {
    private static final String PROPERTY = "mobilenet.shared";

    private SharedData() {}

    /** A file or folder of it, as {@code data/imagenet40}; skips the calling test where it is absent. */
    public static Path require(String relative) {
        Path root = root().orElse(Path.of("shared"));
        Path wanted = root.resolve(relative);
        Assumptions.assumeTrue(
                Files.exists(wanted),
                () -> "skipped: there is no " + wanted
                        + "; put the shared data beside the project or name its folder with -D" + PROPERTY);
        return wanted;
    }

    private static Optional<Path> root() {
        String named = System.getProperty(PROPERTY);
        if (named != null) {
            return Optional.of(Path.of(named));
        }
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            Path shared = folder.resolve("shared");
            if (Files.isDirectory(shared.resolve("weights"))) {
                return Optional.of(shared);
            }
        }
        return Optional.empty();
    }
}
