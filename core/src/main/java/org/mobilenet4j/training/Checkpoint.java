package org.mobilenet4j.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.tensor.Shape;
import org.mobilenet4j.tensor.Tensor;
import org.mobilenet4j.training.TrainingListener.Epoch;
import org.mobilenet4j.weights.Safetensors;
import org.mobilenet4j.weights.StateDict;

/**
 * A run's file to go on from: every array that steps change, and where the run stands. What is random in an epoch follows
 * from the seed and the epoch's number, so there is no more to keep. Each write replaces the file whole or not at all.
 *
 * @param purpose what the run is told to do; a file of another purpose is refused
 */
record Checkpoint(Path file, String purpose) {
    private static final String PURPOSE = "purpose";
    private static final String ACCURACIES = "accuracies";

    /** Where a run stands: the epoch it has finished, the best so far, and the held-out accuracy of each. */
    record Position(int epoch, Epoch best, List<Double> accuracies) {}

    /**
     * Writes the state.
     *
     * @throws IOException if the disk is full, read-only or fails; the file is then as it was
     */
    void write(Position position, Map<String, float[]> state) throws IOException {
        StateDict.Builder tensors = StateDict.builder();
        state.forEach((name, array) -> tensors.put(name, Tensor.of(Shape.of(array.length), array)));
        Epoch best = position.best;
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put(PURPOSE, purpose);
        facts.put("epoch", Integer.toString(position.epoch));
        facts.put(ACCURACIES, position.accuracies.stream().map(Object::toString).collect(Collectors.joining(" ")));
        facts.put("best_epoch", Integer.toString(best.epoch()));
        facts.put("best_loss", Double.toString(best.loss()));
        facts.put("best_train_accuracy", Double.toString(best.trainAccuracy()));
        facts.put("best_held_out_loss", Double.toString(best.heldOutLoss()));
        facts.put("best_accuracy", Double.toString(best.accuracy()));
        facts.put("best_rate", Double.toString(best.rate()));
        facts.put("best_seconds", Double.toString(best.seconds()));
        Files.createDirectories(file.toAbsolutePath().getParent());
        Safetensors.write(file, tensors.build(), facts);
    }

    /**
     * Reads the file into the arrays of a state.
     *
     * @throws InvalidInputException if the file is absent, damaged, or of a run that was told something else
     * @throws IOException if the disk fails
     */
    Position read(int epochs, Map<String, float[]> state) throws IOException {
        Map<String, String> facts = Safetensors.readMetadata(file);
        String found = facts.getOrDefault(PURPOSE, "nothing of the kind");
        if (!found.equals(purpose)) {
            throw new InvalidInputException(file + ": is of a run of " + found + ", expected " + purpose
                    + "; resume with the options that it was begun with, or begin anew");
        }
        StateDict tensors = Safetensors.read(file);
        state.forEach((name, array) -> {
            Tensor tensor = tensors.get(name);
            if (tensor == null || tensor.data().length != array.length) {
                throw new InvalidInputException(file + ": its " + name + " is " + tensor + ", expected " + array.length
                        + " values; it is of another network");
            }
            System.arraycopy(tensor.data(), 0, array, 0, array.length);
        });
        return new Position(
                (int) number(facts, "epoch"),
                new Epoch(
                        (int) number(facts, "best_epoch"),
                        epochs,
                        number(facts, "best_loss"),
                        number(facts, "best_train_accuracy"),
                        number(facts, "best_held_out_loss"),
                        number(facts, "best_accuracy"),
                        number(facts, "best_rate"),
                        number(facts, "best_seconds"),
                        true),
                accuracies(facts));
    }

    private List<Double> accuracies(Map<String, String> facts) {
        try {
            return Arrays.stream(facts.getOrDefault(ACCURACIES, "").split(" "))
                    .map(Double::valueOf)
                    .toList();
        } catch (NumberFormatException e) {
            throw new InvalidInputException(
                    file + ": its accuracies are '" + facts.get(ACCURACIES) + "', expected numbers; begin anew", e);
        }
    }

    private double number(Map<String, String> facts, String name) {
        try {
            return Double.parseDouble(Optional.ofNullable(facts.get(name)).orElse(""));
        } catch (NumberFormatException e) {
            throw new InvalidInputException(
                    file + ": its " + name + " is '" + facts.get(name) + "', expected a number; begin anew", e);
        }
    }
}
