package org.mobilenet4j.workflow;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.io.Json;
import org.mobilenet4j.training.Measure;
import org.mobilenet4j.training.TrainingListener;

/**
 * A file with a line of JSON for each epoch, written as it ends. A resumed run rewrites the file to match its
 * checkpoint.
 *
 * @param measure what an epoch's accuracy is
 */
record MetricsLog(Path file, Measure measure) implements TrainingListener {
    @Override
    public void onResume(List<Epoch> finished) {
        write(finished, StandardOpenOption.TRUNCATE_EXISTING);
    }

    @Override
    public void onEpoch(Epoch epoch) {
        write(List.of(epoch), epoch.epoch() == 1 ? StandardOpenOption.TRUNCATE_EXISTING : StandardOpenOption.APPEND);
    }

    private String line(Epoch epoch) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        members.put("epoch", epoch.epoch());
        members.put("epochs", epoch.epochs());
        members.put("step", epoch.step());
        members.put("loss", epoch.loss());
        if (measure.isShare()) {
            members.put("train_accuracy", epoch.trainAccuracy());
        }
        members.put("validation_loss", epoch.validationLoss());
        members.put(measure.isShare() ? "validation_accuracy" : "validation_" + measure.key(), epoch.accuracy());
        members.put("learning_rate", epoch.learningRate());
        members.put("seconds", epoch.seconds());
        members.put("is_best", epoch.isBest());
        return Json.line(members);
    }

    private void write(List<Epoch> epochs, StandardOpenOption where) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(
                    file,
                    epochs.stream().map(epoch -> line(epoch) + "\n").collect(Collectors.joining()),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE,
                    where);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
