package org.mobilenet4j.server.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.mobilenet4j.Model;
import org.mobilenet4j.Models;
import org.mobilenet4j.OpenOptions;
import org.mobilenet4j.io.InvalidInputException;

/** Where a model's versions come from, each time that it is loaded. */
@FunctionalInterface
public interface ModelSource {
    /** What is read of a version. */
    @FunctionalInterface
    interface Version {
        /**
         * Reads it and makes it ready to run.
         *
         * @param maxPixels of an image
         */
        Engine load(int maxPixels) throws IOException;
    }

    /** The versions that there are now, at least one. */
    NavigableMap<Integer, Version> versions() throws IOException;

    /** One version, which is there already. */
    static ModelSource of(Engine engine) {
        return () -> one(maxPixels -> engine);
    }

    /** One version, which is there already. */
    static ModelSource of(Model model) {
        return () -> one(maxPixels -> ModelEngine.of(model, maxPixels));
    }

    /**
     * A model's folder or file, as {@link Models#open(Path)} takes it, or a folder in which each version has a folder named by
     * its number.
     */
    static ModelSource at(Path path) {
        return at(path, OpenOptions.DEFAULT);
    }

    /** The same with what else is known of the model, or with matrices of another type. */
    static ModelSource at(Path path, OpenOptions options) {
        return () -> {
            NavigableMap<Integer, Version> found = numbered(path, options);
            return found.isEmpty() ? one(maxPixels -> ModelEngine.of(Models.open(path, options), maxPixels)) : found;
        };
    }

    private static NavigableMap<Integer, Version> one(Version version) {
        return new TreeMap<>(Map.of(1, version));
    }

    private static NavigableMap<Integer, Version> numbered(Path path, OpenOptions options) throws IOException {
        NavigableMap<Integer, Version> found = new TreeMap<>();
        if (!Files.isDirectory(path)) {
            return found;
        }
        Pattern number = Pattern.compile("[1-9]\\d{0,8}");
        try (Stream<Path> entries = Files.list(path)) {
            entries.filter(Files::isDirectory)
                    .filter(entry ->
                            number.matcher(entry.getFileName().toString()).matches())
                    .forEach(entry -> found.put(
                            Integer.valueOf(entry.getFileName().toString()),
                            maxPixels -> ModelEngine.of(Models.open(entry, options), maxPixels)));
        }
        return found;
    }

    /**
     * The name under which a model is served if it is given none: that of its file, without the suffix.
     *
     * @throws InvalidInputException if that is no name that every client can ask for
     */
    static String name(Path path) {
        String file = String.valueOf(path.toAbsolutePath().normalize().getFileName());
        String name =
                Files.isDirectory(path) || file.lastIndexOf('.') <= 0 ? file : file.substring(0, file.lastIndexOf('.'));
        ModelRepository.requireName(name);
        return name;
    }
}
