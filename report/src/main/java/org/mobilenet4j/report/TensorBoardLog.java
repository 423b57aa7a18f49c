package org.mobilenet4j.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.training.Measure;
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
    private final Measure measure;

    private record Files(EventFile train, EventFile validation) {}

    /** Begins nothing until something is to be written. */
    public TensorBoardLog(Path folder) {
        this(folder, Measure.TOP1);
    }

    /** @param measure what an epoch's accuracy is */
    public TensorBoardLog(Path folder, Measure measure) {
        this.measure = measure;
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
            Map<String, Double> scalars = new LinkedHashMap<>();
            scalars.put("batch/loss", lossSum / seen);
            if (measure.isShare()) {
                scalars.put("batch/" + measure.key(), correct / seen);
            }
            scalars.put("batch/learning_rate", step.learningRate());
            files().train.scalars(step.step(), scalars);
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

    private void write(Files files, Epoch epoch) throws IOException {
        Map<String, Double> learned = new LinkedHashMap<>();
        learned.put("loss", epoch.loss());
        if (measure.isShare()) {
            learned.put(measure.key(), epoch.trainAccuracy());
        }
        learned.put("learning_rate", epoch.learningRate());
        files.train.scalars(epoch.step(), learned);
        files.validation.scalars(epoch.step(), Map.of("loss", epoch.validationLoss(), measure.key(), epoch.accuracy()));
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
