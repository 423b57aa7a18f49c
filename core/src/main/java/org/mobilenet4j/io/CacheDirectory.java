package org.mobilenet4j.io;

import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

/** Where downloaded files are kept. */
public final class CacheDirectory {
    private CacheDirectory() {}

    /**
     * {@code $MOBILENET_CACHE}, else {@code $XDG_CACHE_HOME/mobilenet4j}, else {@code ~/.cache/mobilenet4j}. An empty
     * variable counts as none.
     */
    public static Path of(Map<String, String> environment) {
        String own = environment.getOrDefault("MOBILENET_CACHE", "");
        if (!own.isEmpty()) {
            return Path.of(own);
        }
        String everyones = environment.getOrDefault("XDG_CACHE_HOME", "");
        Path caches = everyones.isEmpty()
                ? Path.of(Objects.requireNonNullElse(System.getProperty("user.home"), "."), ".cache")
                : Path.of(everyones);
        return caches.resolve("mobilenet4j");
    }
}
