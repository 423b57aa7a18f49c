package org.mobilenet4j.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Collectors;
import org.mobilenet4j.training.TrainingListener;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code metrics.jsonl} in a model's folder: a line of JSON for each epoch, written as it ends. A run that goes on brings
 * the file to what its checkpoint says.
 */
record MetricsLog(Path folder) implements TrainingListener {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();

    @Override
    public void onResume(List<Epoch> finished) {
        write(finished, StandardOpenOption.TRUNCATE_EXISTING);
    }

    @Override
    public void onEpoch(Epoch epoch) {
        write(List.of(epoch), epoch.epoch() == 1 ? StandardOpenOption.TRUNCATE_EXISTING : StandardOpenOption.APPEND);
    }

    private void write(List<Epoch> epochs, StandardOpenOption where) {
        try {
            Files.createDirectories(folder);
            Files.writeString(
                    folder.resolve("metrics.jsonl"),
                    epochs.stream()
                            .map(epoch -> MAPPER.writeValueAsString(epoch) + "\n")
                            .collect(Collectors.joining()),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE,
                    where);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
