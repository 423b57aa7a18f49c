package org.mobilenet4j.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.training.TrainingListener;
import org.mobilenet4j.training.TrainingListener.Epoch;

/**
 * A run's curves for TensorBoard, in two folders as Keras has them, so that training and validation lie in one chart: loss
 * and top-1 of each epoch, and of each few steps those of the batches, with the learning rate. Steps count through all
 * epochs.
 */
public final class TensorBoardLog implements TrainingListener, AutoCloseable {
    private static final int STEPS_BETWEEN = 10;

    private final Path train;
    private final Path validation;
    private @Nullable Files files;
    private double lossSum;
    private double correct;
    private int seen;

    private record Files(EventFile train, EventFile validation) {}

    /** Begins nothing until something is to be written. */
    public TensorBoardLog(Path folder) {
        this.train = folder.resolve("train");
        this.validation = folder.resolve("validation");
    }

    @Override
    public void onResume(List<Epoch> finished) {
        Epoch last = finished.getLast();
        try {
            files = create();
            files.train.restart(last.step());
            files.validation.restart(last.step());
            write(files, last);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void onStep(Step step) {
        lossSum += step.loss() * step.examples();
        correct += step.accuracy() * step.examples();
        seen += step.examples();
        if (step.step() % STEPS_BETWEEN != 0) {
            return;
        }
        try {
            files().train
                    .scalars(
                            step.step(),
                            Map.of(
                                    "batch/loss",
                                    lossSum / seen,
                                    "batch/top_1",
                                    correct / seen,
                                    "batch/learning_rate",
                                    step.learningRate()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        lossSum = 0;
        correct = 0;
        seen = 0;
    }

    @Override
    public void onEpoch(Epoch epoch) {
        try {
            write(files(), epoch);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Files files, Epoch epoch) throws IOException {
        files.train.scalars(
                epoch.step(),
                Map.of("loss", epoch.loss(), "top_1", epoch.trainAccuracy(), "learning_rate", epoch.learningRate()));
        files.validation.scalars(epoch.step(), Map.of("loss", epoch.validationLoss(), "top_1", epoch.accuracy()));
    }

    private Files files() throws IOException {
        if (files == null) {
            EventFile.removeAll(train);
            EventFile.removeAll(validation);
            files = create();
        }
        return files;
    }

    private Files create() throws IOException {
        return new Files(EventFile.create(train), EventFile.create(validation));
    }

    @Override
    public void close() throws IOException {
        if (files != null) {
            files.train.close();
            files.validation.close();
        }
    }
}
