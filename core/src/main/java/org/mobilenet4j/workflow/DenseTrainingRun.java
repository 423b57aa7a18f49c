package org.mobilenet4j.workflow;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.data.AnnotatedDataset;
import org.mobilenet4j.image.ImageEncoder;
import org.mobilenet4j.io.AtomicFile;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.training.DivergedException;
import org.mobilenet4j.training.Trainer;

/**
 * A training of a detector or a segmentation network that writes everything to a folder: the model and its provenance, the
 * metrics of each epoch, the last weights, and {@code first_batch.png}, the images that the network saw first with what it
 * was to find in them. Until the run is finished, the folder also has a checkpoint, from which it can be resumed to the same
 * bits.
 *
 * @param path created if need be; an earlier run's files are replaced
 * @param isResumed whether to resume from the folder's checkpoint; without one, the run starts anew
 * @param facts to be saved with the model's provenance, before what the run finds out itself
 */
public record DenseTrainingRun(
        DenseTraining training, Path path, boolean isResumed, Map<String, ? extends @Nullable Object> facts) {
    private static final String FIRST_BATCH = "first_batch.png";

    /**
     * Looks at what the folder holds.
     *
     * @throws InvalidInputException if there is nothing to resume
     */
    public DenseTrainingRun {
        facts = new LinkedHashMap<>(facts);
        if (isResumed) {
            new RunFolder(path).requireUnfinished();
        }
    }

    /**
     * Trains, and writes the folder.
     *
     * @throws InvalidInputException if images cannot be read, or the checkpoint is another run's
     * @throws IOException if the disk is full or fails; the checkpoint of the last epoch then remains
     */
    public DenseTraining.Trained run(AnnotatedDataset.Parts parts, WorkflowListener listener) throws IOException {
        RunFolder folder = new RunFolder(path);
        folder.tell(isResumed, listener);
        DenseTraining.Trained trained;
        try {
            trained = training.run(
                    parts,
                    listener.with(List.of(folder.metrics(training.measure()))),
                    new DenseTraining.Checkpoints() {
                        @Override
                        public <T> Trainer<T> of(Trainer<T> trainer) {
                            return trainer.withCheckpoints(folder.checkpoint(), isResumed);
                        }
                    },
                    sheet -> {
                        Files.createDirectories(path);
                        byte[] png = ImageEncoder.png(sheet);
                        AtomicFile.write(path.resolve(FIRST_BATCH), out -> out.write(png));
                        listener.onNote("what the network saw first, with its targets: " + path.resolve(FIRST_BATCH));
                    });
        } catch (DivergedException lost) {
            Files.deleteIfExists(folder.checkpoint()); // resumed, it would diverge again
            throw lost;
        }
        DenseTraining.Trained accounted = trained.withRun(RunFolder.account(facts, trained.model()));
        folder.finish(accounted.model(), trained.last());
        return accounted;
    }
}
