package org.mobilenet4j.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.mobilenet4j.training.TrainingListener.Epoch;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** {@code metrics.jsonl} in a model's folder: a line of JSON for each epoch, written as it ends. */
record MetricsLog(Path file) {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();

    /** Begins anew, or keeps what the run to go on from has written. */
    static MetricsLog open(Path folder, boolean isResumed) throws IOException {
        Files.createDirectories(folder);
        Path file = folder.resolve("metrics.jsonl");
        if (!isResumed) {
            Files.deleteIfExists(file);
        }
        return new MetricsLog(file);
    }

    void add(Epoch epoch) {
        try {
            Files.writeString(
                    file,
                    MAPPER.writeValueAsString(epoch) + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
