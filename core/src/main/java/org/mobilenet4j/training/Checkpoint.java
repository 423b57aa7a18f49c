package org.mobilenet4j.training;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.tensor.Shape;
import org.mobilenet4j.tensor.Tensor;
import org.mobilenet4j.training.TrainingListener.Epoch;
import org.mobilenet4j.weights.Safetensors;
import org.mobilenet4j.weights.StateDict;

/**
 * A run's file to go on from: every array that steps change, and the epochs that are finished. What is random in an epoch
 * follows from the seed and the epoch's number, so there is no more to keep. Each write replaces the file whole or not at
 * all.
 *
 * @param purpose what the run is told to do; a file of another purpose is refused
 */
record Checkpoint(Path file, String purpose) {
    private static final String PURPOSE = "purpose";

    /**
     * Writes the state.
     *
     * @param finished all epochs so far
     * @throws IOException if the disk is full, read-only or fails; the file is then as it was
     */
    void write(List<Epoch> finished, Map<String, float[]> state) throws IOException {
        StateDict.Builder tensors = StateDict.builder();
        state.forEach((name, array) -> tensors.put(name, Tensor.of(Shape.of(array.length), array)));
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put(PURPOSE, purpose);
        facts.put("step", column(finished, Epoch::step));
        facts.put("loss", column(finished, Epoch::loss));
        facts.put("train_accuracy", column(finished, Epoch::trainAccuracy));
        facts.put("validation_loss", column(finished, Epoch::validationLoss));
        facts.put("accuracy", column(finished, Epoch::accuracy));
        facts.put("rate", column(finished, Epoch::learningRate));
        facts.put("seconds", column(finished, Epoch::seconds));
        Files.createDirectories(folder());
        Safetensors.write(file, tensors.build(), facts);
    }

    private static String column(List<Epoch> epochs, ToDoubleFunction<Epoch> figure) {
        return epochs.stream()
                .map(epoch -> Double.toString(figure.applyAsDouble(epoch)))
                .collect(Collectors.joining(" "));
    }

    /**
     * Reads the file into the arrays of a state.
     *
     * @param epochs of the whole run
     * @return those that are finished
     * @throws InvalidInputException if the file is absent, damaged, or of a run that was told something else
     * @throws IOException if the disk fails
     */
    List<Epoch> read(int epochs, Map<String, float[]> state) throws IOException {
        Map<String, String> facts = Safetensors.readMetadata(file);
        String found = facts.getOrDefault(PURPOSE, "nothing of the kind");
        if (!found.equals(purpose)) {
            throw new InvalidInputException(file + ": is of a run of " + differing(found, purpose) + ", expected "
                    + differing(purpose, found)
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
        return finished(facts, epochs);
    }

    /** What a text has where another differs: from the word where they part to the end of that where they meet again. */
    private static String differing(String text, String other) {
        int shorter = Math.min(text.length(), other.length());
        int same = 0;
        while (same < shorter && text.charAt(same) == other.charAt(same)) {
            same++;
        }
        int sameEnd = 0;
        while (sameEnd < shorter - same
                && text.charAt(text.length() - 1 - sameEnd) == other.charAt(other.length() - 1 - sameEnd)) {
            sameEnd++;
        }
        int from = text.lastIndexOf(' ', same - 1) + 1;
        int end = text.indexOf(' ', text.length() - sameEnd);
        return text.substring(from, end == -1 ? text.length() : end).replaceFirst("[\\],]+$", "");
    }

    private List<Epoch> finished(Map<String, String> facts, int epochs) {
        double[] steps = column(facts, "step");
        double[] losses = column(facts, "loss");
        double[] trainAccuracies = column(facts, "train_accuracy");
        double[] validationLosses = column(facts, "validation_loss");
        double[] accuracies = column(facts, "accuracy");
        double[] rates = column(facts, "rate");
        double[] seconds = column(facts, "seconds");
        List<Epoch> finished = new ArrayList<>();
        double best = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < steps.length; i++) {
            finished.add(new Epoch(
                    i + 1,
                    epochs,
                    (long) steps[i],
                    losses[i],
                    trainAccuracies[i],
                    validationLosses[i],
                    accuracies[i],
                    rates[i],
                    seconds[i],
                    accuracies[i] > best));
            best = Math.max(best, accuracies[i]);
        }
        return finished;
    }

    private double[] column(Map<String, String> facts, String name) {
        String values = Optional.ofNullable(facts.get(name)).orElse("");
        double[] column;
        try {
            column = Arrays.stream(values.split(" ", -1))
                    .mapToDouble(Double::parseDouble)
                    .toArray();
        } catch (NumberFormatException e) {
            throw new InvalidInputException(
                    file + ": its " + name + " is '" + values + "', expected a number for each epoch; begin anew", e);
        }
        int epochs = facts.getOrDefault("step", "").split(" ", -1).length;
        if (column.length != epochs) {
            throw new InvalidInputException(file + ": its " + name + " is of " + column.length + " epochs, expected "
                    + epochs + "; begin anew");
        }
        return column;
    }

    /** Removes what was left where a run was killed while it wrote: as large as the file, and of no use. */
    void removeUnfinished() throws IOException {
        if (!Files.isDirectory(folder())) {
            return;
        }
        String begin = file.getFileName() + ".";
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder())) {
            for (Path other : files) {
                String name = other.getFileName().toString();
                if (name.startsWith(begin) && name.endsWith(".tmp")) {
                    Files.deleteIfExists(other);
                }
            }
        }
    }

    private Path folder() {
        return Objects.requireNonNull(file.toAbsolutePath().getParent());
    }
}
