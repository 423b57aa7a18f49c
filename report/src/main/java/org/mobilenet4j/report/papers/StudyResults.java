package org.mobilenet4j.report.papers;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.io.AtomicFile;
import org.mobilenet4j.io.Json;
import org.mobilenet4j.io.JsonObject;
import org.mobilenet4j.kernel.KernelSelection;

/**
 * What the small trainings came to. A result of this project's own machine comes with the library, so that the page can be
 * read without the trainings.
 *
 * @param machine what they ran on, in a line
 * @param kernelSheets PNGs of one layer's depthwise kernels, Base64, by the ablation's name
 */
public record StudyResults(
        int trainImages,
        int validationImages,
        int epochs,
        String machine,
        List<TrainedAblation> trained,
        Map<String, String> kernelSheets) {
    private static final String STORED = "trainings.json";

    public StudyResults {
        trained = List.copyOf(trained);
        kernelSheets = Collections.unmodifiableMap(new TreeMap<>(kernelSheets));
    }

    /** Those that come with the library. */
    public static StudyResults stored() {
        try (InputStream in = Objects.requireNonNull(StudyResults.class.getResourceAsStream(STORED), STORED)) {
            return read(Json.readObject(in.readAllBytes(), STORED));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String machine(int threads) {
        return String.format(
                Locale.ROOT,
                "%s, Java %s, kernels %s, threads: %d",
                System.getProperty("os.arch"),
                Runtime.version().feature(),
                KernelSelection.chosen().kernels().name(),
                threads);
    }

    StudyResults with(TrainedAblation another) {
        List<TrainedAblation> more = new ArrayList<>(trained);
        more.add(another);
        return new StudyResults(trainImages, validationImages, epochs, machine, more, kernelSheets);
    }

    StudyResults withKernelSheet(Ablation ablation, String png) {
        Map<String, String> more = new TreeMap<>(kernelSheets);
        more.put(ablation.name(), png);
        return new StudyResults(trainImages, validationImages, epochs, machine, trained, more);
    }

    /** All trainings of a network. */
    List<TrainedAblation> of(Ablation ablation) {
        return trained.stream().filter(each -> each.ablation() == ablation).toList();
    }

    static StudyResults read(JsonObject json) {
        List<TrainedAblation> trained = new ArrayList<>();
        for (JsonObject each : json.objects("trained")) {
            trained.add(new TrainedAblation(
                    each.oneOf("network", Ablation.values())
                            .orElseThrow(() -> each.refused("network", "one of the study's networks")),
                    whole(each, "seed"),
                    number(each, "top1"),
                    number(each, "int8_min_max"),
                    number(each, "int8_percentile"),
                    whole(each, "depthwise_kernels"),
                    whole(each, "dead_kernels")));
        }
        Map<String, String> sheets = new LinkedHashMap<>();
        JsonObject given = json.object("kernel_sheets");
        given.members().keySet().forEach(name -> sheets.put(name, require(given.text(name), given, name)));
        return new StudyResults(
                whole(json, "train_images"),
                whole(json, "validation_images"),
                whole(json, "epochs"),
                require(json.text("machine"), json, "machine"),
                trained,
                sheets);
    }

    private static int whole(JsonObject json, String name) {
        return require(json.integer(name), json, name);
    }

    private static double number(JsonObject json, String name) {
        return require(json.number(name), json, name);
    }

    private static <V> V require(Optional<V> value, JsonObject json, String name) {
        return value.orElseThrow(() -> json.refused(name, "to be given"));
    }

    /** Writes them, whole or not at all. */
    public void write(Path file) throws IOException {
        List<@Nullable Object> each = new ArrayList<>();
        for (TrainedAblation training : trained) {
            Map<String, @Nullable Object> members = new LinkedHashMap<>();
            members.put("network", training.ablation().name().toLowerCase(Locale.ROOT));
            members.put("seed", training.seed());
            members.put("top1", training.top1());
            members.put("int8_min_max", training.int8MinMax());
            members.put("int8_percentile", training.int8Percentile());
            members.put("depthwise_kernels", training.depthwiseKernels());
            members.put("dead_kernels", training.deadKernels());
            each.add(members);
        }
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("command", "mobilenet papers --train --data cifar10.zip --out papers");
        json.put("machine", machine);
        json.put("train_images", trainImages);
        json.put("validation_images", validationImages);
        json.put("epochs", epochs);
        json.put("trained", each);
        json.put("kernel_sheets", kernelSheets);
        AtomicFile.write(file, out -> Json.write(out, json));
    }
}
