package org.mobilenet4j.workflow;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.data.Split;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.training.DivergedException;
import org.mobilenet4j.training.Measure;
import org.mobilenet4j.workflow.TrainingPlan.HeadPlan;

/**
 * A training run that writes everything to a folder: the model and its provenance, the metrics of each epoch and, where
 * more than the head learned, the last weights. Until such a run is finished, the folder also has a checkpoint, from which
 * the run can be resumed to the same bits.
 *
 * @param folder created if need be; an earlier run's files are replaced
 * @param isResumed whether to resume from the folder's checkpoint; without one, the run starts anew
 * @param facts to be saved with the model's provenance, before what the run finds out itself
 */
public record TrainingRun(
        Training training, Path folder, boolean isResumed, Map<String, ? extends @Nullable Object> facts) {
    /**
     * Looks at what the folder holds.
     *
     * @throws InvalidInputException if there is nothing to resume
     */
    public TrainingRun {
        facts = new LinkedHashMap<>(facts);
        if (isResumed && training.plan() instanceof HeadPlan) {
            throw new InvalidInputException(
                    "a classifier over a frozen trunk is fitted in seconds and cannot be" + " resumed; start it anew");
        }
        if (isResumed) {
            new RunFolder(folder).requireUnfinished();
        }
    }

    /** The file in a run's folder from which an unfinished run can be resumed. */
    public static Path checkpoint(Path folder) {
        return new RunFolder(folder).checkpoint();
    }

    /**
     * Trains, and writes the folder.
     *
     * @throws InvalidInputException if images cannot be read, or the checkpoint is another run's
     * @throws IOException if the disk is full or fails; the checkpoint of the last epoch then remains
     */
    public TrainedModel run(Split images, WorkflowListener listener) throws IOException {
        RunFolder files = new RunFolder(folder);
        boolean isHead = training.plan() instanceof HeadPlan;
        if (!isHead) {
            files.tell(isResumed, listener);
        }
        TrainedModel trained;
        try {
            trained = training.run(
                    images,
                    listener.with(List.of(files.metrics(Measure.TOP1))),
                    trainer -> trainer.withCheckpoints(files.checkpoint(), isResumed));
        } catch (DivergedException lost) {
            Files.deleteIfExists(files.checkpoint()); // resumed, it would diverge again
            throw lost;
        }
        TrainedModel accounted = trained.withRun(RunFolder.account(facts, trained.model()));
        files.finish(accounted.model(), isHead ? null : trained.last());
        return accounted;
    }
}
