package org.mobilenet4j.search;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.io.AtomicFile;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.io.Json;
import org.mobilenet4j.io.JsonObject;

/**
 * Every number that a run measured, under its name, in a file that is written as soon as there is a new one. A run that is begun again
 * with the same file is told what was measured before, and so decides the same.
 */
final class Measurements {
    private static final String PURPOSE = "purpose";
    private static final String VALUES = "values";

    private final Path file;
    private final String purpose;
    private final Map<String, Double> values = new LinkedHashMap<>();

    /**
     * Reads the file, if it is there.
     *
     * @param purpose what the run is told to do
     * @throws InvalidInputException if the file is another run's, or damaged
     */
    Measurements(Path file, String purpose) throws IOException {
        this.file = file;
        this.purpose = purpose;
        if (Files.exists(file)) {
            JsonObject json = Json.readObject(Files.readAllBytes(file), file.toString());
            if (!json.text(PURPOSE).orElse("").equals(purpose)) {
                throw new InvalidInputException(file + ": is of a search of "
                        + json.text(PURPOSE).orElse("nothing") + ", expected " + purpose
                        + "; resume with the options that it was begun with, or begin anew in another folder");
            }
            JsonObject read = json.object(VALUES);
            read.members()
                    .keySet()
                    .forEach(name ->
                            values.put(name, read.number(name).orElseThrow(() -> read.refused(name, "a number"))));
        }
    }

    /** Whether a number was measured. */
    boolean has(String name) {
        return values.containsKey(name);
    }

    /** A number that was measured. */
    double get(String name) {
        return Objects.requireNonNull(values.get(name), name);
    }

    /** A number as it was measured before, or as it is measured now. */
    double of(String name, DoubleSupplier measure) {
        Double known = values.get(name);
        if (known == null) {
            known = measure.getAsDouble();
            put(Map.of(name, known));
        }
        return known;
    }

    /** Keeps some numbers together. */
    void put(Map<String, Double> measured) {
        values.putAll(measured);
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put(PURPOSE, purpose);
        json.put(VALUES, values);
        try {
            AtomicFile.write(file, out -> Json.write(out, json));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
