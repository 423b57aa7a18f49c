package org.mobilenet4j.compression;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.Model;
import org.mobilenet4j.Models;
import org.mobilenet4j.io.AtomicFile;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.io.Json;
import org.mobilenet4j.io.JsonObject;
import org.mobilenet4j.latency.LatencyTable;

/**
 * What an adaptation leaves behind as it goes: a model for each step, {@code steps/01}, the table of latencies, and an account of the
 * steps, from which it goes on.
 */
record AdaptationFolder(Path path) {
    private static final String ACCOUNT = "adaptation.json";
    private static final String LATENCIES = "latencies.json";

    /**
     * A step that was done.
     *
     * @param proposal which group or block the step took from
     * @param accuracy on the validation images, after the short steps
     */
    record Done(String proposal, Costs costs, double accuracy) {}

    Path model(int step) {
        return path.resolve("steps").resolve(String.format(Locale.ROOT, "%02d", step));
    }

    /** Writes a step: its model first, so that the account names only what is there. */
    void keep(Model model, List<Done> done, AdaptationOptions options, LatencyTable latencies) throws IOException {
        Files.createDirectories(path);
        latencies.write(path.resolve(LATENCIES));
        if (!done.isEmpty()) {
            model.save(model(done.size()));
        }
        List<@Nullable Object> steps = new ArrayList<>();
        for (Done each : done) {
            Map<String, @Nullable Object> step = new LinkedHashMap<>();
            step.put("proposal", each.proposal);
            step.put("millis", each.costs.millis());
            step.put("multiply_adds", (double) each.costs.multiplyAdds());
            step.put("parameters", (double) each.costs.parameters());
            step.put("accuracy", each.accuracy);
            steps.add(step);
        }
        Map<String, @Nullable Object> account = new LinkedHashMap<>();
        account.put("options", options.toString());
        account.put("steps", steps);
        AtomicFile.write(path.resolve(ACCOUNT), out -> Json.write(out, account));
    }

    /**
     * Looks whether steps of an earlier run would be overwritten.
     *
     * @throws InvalidInputException if there are some
     */
    void requireNone() {
        if (Files.exists(path.resolve(ACCOUNT))) {
            throw new InvalidInputException(
                    path + ": holds an adaptation; resume it, or give another folder for a new one");
        }
    }

    /**
     * The steps that were done; none where there is nothing to go on from.
     *
     * @throws InvalidInputException if what is there is damaged or another run's
     */
    List<Done> done(AdaptationOptions options, LatencyTable latencies) throws IOException {
        Optional<JsonObject> account = read(ACCOUNT);
        if (account.isEmpty()) {
            return List.of();
        }
        if (!account.get().text("options").equals(Optional.of(options.toString()))) {
            throw account.get().refused("options", "those of this run, " + options + "; give the same options");
        }
        read(LATENCIES).ifPresent(latencies::read);
        return account.get().objects("steps").stream()
                .map(step -> new Done(
                        step.text("proposal").orElseThrow(() -> step.refused("proposal", "to be given")),
                        new Costs(number(step, "millis"), (long) number(step, "multiply_adds"), (long)
                                number(step, "parameters")),
                        number(step, "accuracy")))
                .toList();
    }

    private Optional<JsonObject> read(String name) throws IOException {
        Path file = path.resolve(name);
        return Files.exists(file)
                ? Optional.of(Json.readObject(Files.readAllBytes(file), file.toString()))
                : Optional.empty();
    }

    private static double number(JsonObject object, String name) {
        return object.number(name).orElseThrow(() -> object.refused(name, "a number"));
    }

    Model open(int step) throws IOException {
        return Models.open(model(step));
    }
}
