package org.mobilenet4j.workflow;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.data.Split;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.naming.LoadedParameters;
import org.mobilenet4j.training.DivergedException;
import org.mobilenet4j.weights.Safetensors;
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
    private static final String METRICS = "metrics.jsonl";
    private static final String LAST = "last.safetensors";

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
        if (isResumed && !Files.exists(checkpoint(folder)) && Files.exists(folder.resolve("run.json"))) {
            throw new InvalidInputException("the run in " + folder
                    + " is finished, there is nothing to resume; start it" + " anew, or give another folder");
        }
    }

    /** The file in a run's folder from which an unfinished run can be resumed. */
    public static Path checkpoint(Path folder) {
        return folder.resolve("checkpoint.safetensors");
    }

    /**
     * Trains, and writes the folder.
     *
     * @throws InvalidInputException if images cannot be read, or the checkpoint is another run's
     * @throws IOException if the disk is full or fails; the checkpoint of the last epoch then remains
     */
    public TrainedModel run(Split images, WorkflowListener listener) throws IOException {
        Path checkpoint = checkpoint(folder);
        boolean isThere = Files.exists(checkpoint);
        boolean isHead = training.plan() instanceof HeadPlan;
        if (isResumed && !isThere) {
            listener.onNote("there is no " + checkpoint + " to resume from: starting anew");
        }
        if (!isResumed && isThere && !isHead) {
            listener.onWarning("an unfinished run left " + checkpoint + ": this run starts anew and replaces it"
                    + " after the first epoch; resume to continue it instead");
        }
        TrainedModel trained;
        try {
            trained = training.run(
                    images,
                    listener.with(List.of(new MetricsLog(folder.resolve(METRICS)))),
                    trainer -> trainer.withCheckpoints(checkpoint, isResumed));
        } catch (DivergedException lost) {
            Files.deleteIfExists(checkpoint); // resumed, it would diverge again
            throw lost;
        }
        Map<String, @Nullable Object> account = new LinkedHashMap<>(facts);
        account.put("finished", Instant.now().toString());
        trained.model().run().forEach(account::putIfAbsent);
        TrainedModel accounted = trained.withRun(account);
        accounted.model().save(folder);
        if (!isHead) {
            Safetensors.write(
                    folder.resolve(LAST),
                    LoadedParameters.toStateDict(trained.last(), trained.model().layout()),
                    Map.of("format", "pt"));
        }
        Files.deleteIfExists(checkpoint);
        return accounted;
    }
}
