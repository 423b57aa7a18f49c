package org.mobilenet4j.workflow;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.Model;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.naming.LoadedParameters;
import org.mobilenet4j.parameters.Parameters;
import org.mobilenet4j.training.Measure;
import org.mobilenet4j.weights.Safetensors;

/**
 * The folder of a training run: while it runs, a checkpoint and the metrics of each epoch; then the model, its provenance
 * and the last weights.
 *
 * @param path created if need be; an earlier run's files are replaced
 */
record RunFolder(Path path) {
    /** The file from which an unfinished run can be resumed. */
    Path checkpoint() {
        return path.resolve("checkpoint.safetensors");
    }

    MetricsLog metrics(Measure measure) {
        return new MetricsLog(path.resolve("metrics.jsonl"), measure);
    }

    /**
     * Looks for what is to be resumed.
     *
     * @throws InvalidInputException if the folder's run is finished
     */
    void requireUnfinished() {
        if (!Files.exists(checkpoint()) && Files.exists(path.resolve("run.json"))) {
            throw new InvalidInputException("the run in " + path
                    + " is finished, there is nothing to resume; start it anew, or give another folder");
        }
    }

    /** Says what becomes of an unfinished run. */
    void tell(boolean isResumed, WorkflowListener listener) {
        boolean isThere = Files.exists(checkpoint());
        if (isResumed && !isThere) {
            listener.onNote("there is no " + checkpoint() + " to resume from: starting anew");
        }
        if (!isResumed && isThere) {
            listener.onWarning("an unfinished run left " + checkpoint() + ": this run starts anew and replaces it"
                    + " after the first epoch; resume to continue it instead");
        }
    }

    /** All that is known of a run, from what its user said to what it found out itself. */
    static Map<String, @Nullable Object> account(Map<String, ? extends @Nullable Object> facts, Model model) {
        Map<String, @Nullable Object> account = new LinkedHashMap<>(facts);
        account.put("finished", Instant.now().toString());
        model.run().forEach(account::putIfAbsent);
        return account;
    }

    /**
     * Writes what a run came to, and removes its checkpoint.
     *
     * @param last the weights after the last epoch; null where only a head was fitted
     * @throws IOException if the disk is full or fails; the checkpoint of the last epoch then remains
     */
    void finish(Model model, @Nullable Parameters last) throws IOException {
        model.save(path);
        if (last != null) {
            Safetensors.write(
                    path.resolve("last.safetensors"),
                    LoadedParameters.toStateDict(last, model.layout()),
                    Map.of("format", "pt"));
        }
        Files.deleteIfExists(checkpoint());
    }
}
