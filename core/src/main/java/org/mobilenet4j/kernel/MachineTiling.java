package org.mobilenet4j.kernel;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.io.AtomicFile;
import org.mobilenet4j.io.CacheDirectory;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.io.Json;
import org.mobilenet4j.io.JsonObject;

/**
 * Where what was measured on a machine is kept: a file in the cache folder, named after the processor, the width of vectors
 * and the JDK, or one of that name in the jar. How many threads share a network shows in the shapes of its products.
 */
public final class MachineTiling {
    /** The system property: {@code auto} (the default), {@code none}, or the path of a file. */
    public static final String PROPERTY = "mobilenet.tuning";

    private static final Path PROCESSORS = Path.of("/proc/cpuinfo");
    private static final int NUMBERS = 5;

    private MachineTiling() {}

    /** The file of this machine in the cache folder; it need not exist. */
    public static Path file(int vectorBits) {
        return CacheDirectory.of(System.getenv()).resolve("tuning").resolve(fileName(vectorBits));
    }

    /**
     * What kernels of a width go by in this JVM. A file that cannot be used is named in a warning of {@link System.Logger}, and
     * left aside.
     */
    static Tiling chosen(int vectorBits) {
        String wanted = System.getProperty(PROPERTY, "auto");
        if (wanted.equals("none")) {
            return Tiling.RULE;
        }
        try {
            Path kept = wanted.equals("auto") ? file(vectorBits) : Path.of(wanted);
            if (!wanted.equals("auto") || Files.exists(kept)) {
                return read(Files.readAllBytes(kept), kept.toString());
            }
            try (InputStream known = MachineTiling.class.getResourceAsStream("tuning/" + fileName(vectorBits))) {
                return known == null ? Tiling.RULE : read(known.readAllBytes(), fileName(vectorBits));
            }
        } catch (IOException | InvalidInputException e) {
            System.getLogger(MachineTiling.class.getName())
                    .log(
                            System.Logger.Level.WARNING,
                            "tiles go by the kernels' own rule: " + e
                                    + "; run 'mobilenet tune' anew or delete the file");
            return Tiling.RULE;
        }
    }

    /**
     * Keeps what was measured, beside what the file has of other products.
     *
     * @return everything that the file now has
     */
    public static Tiling keep(Path file, Tiling measured) throws IOException {
        Map<List<Integer>, Tiling.Choice> all = new LinkedHashMap<>();
        Tiling before = Files.exists(file) ? read(Files.readAllBytes(file), file.toString()) : Tiling.RULE;
        Stream.of(before, measured)
                .flatMap(tiling -> tiling.choices().stream())
                .forEach(choice -> all.put(List.of(choice.rows(), choice.inChannels(), choice.outChannels()), choice));
        Tiling merged = new Tiling(List.copyOf(all.values()), measured.bandKilobytes());
        Map<String, Object> json = new TreeMap<>();
        json.put("band_kilobytes", merged.bandKilobytes());
        json.put(
                "tiles",
                merged.choices().stream()
                        .flatMap(choice -> Stream.of(
                                choice.rows(),
                                choice.inChannels(),
                                choice.outChannels(),
                                choice.height(),
                                choice.vectors()))
                        .toList());
        Files.createDirectories(Objects.requireNonNull(file.toAbsolutePath().getParent()));
        AtomicFile.write(file, out -> Json.write(out, json));
        return merged;
    }

    static Tiling read(byte[] text, String source) {
        JsonObject json = Json.readObject(text, source);
        int band = json.integer("band_kilobytes").orElse(Tiling.USUAL_BAND_KILOBYTES);
        List<Integer> numbers = json.integers("tiles").orElse(List.of());
        if (band < 16 || band > 1 << 20) {
            throw json.refused("band_kilobytes", "16 to 1048576");
        }
        if (numbers.size() % NUMBERS != 0) {
            throw json.refused("tiles", "rows, inputs, outputs, rows of a tile and its vectors, again and again");
        }
        List<Tiling.Choice> choices = new ArrayList<>();
        for (int i = 0; i < numbers.size(); i += NUMBERS) {
            try {
                choices.add(new Tiling.Choice(
                        numbers.get(i),
                        numbers.get(i + 1),
                        numbers.get(i + 2),
                        numbers.get(i + 3),
                        numbers.get(i + 4)));
            } catch (IllegalArgumentException e) {
                throw new InvalidInputException(source + ": " + e.getMessage(), e);
            }
        }
        return new Tiling(choices, band);
    }

    private static String fileName(int vectorBits) {
        String name =
                processor() + "-" + vectorBits + "-jdk" + Runtime.version().feature();
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-") + ".json";
    }

    /** Vendor, family and model of the processor, as far as the operating system tells. */
    private static String processor() {
        String told = System.getenv().getOrDefault("PROCESSOR_IDENTIFIER", System.getProperty("os.arch"));
        try (Stream<String> lines = Files.lines(PROCESSORS)) {
            Map<String, @Nullable String> first = new LinkedHashMap<>();
            lines.takeWhile(line -> !line.isBlank()).forEach(line -> {
                String[] parts = line.split(":", 2);
                first.put(parts[0].strip(), parts.length == 2 ? parts[1].strip() : "");
            });
            String vendor = first.getOrDefault("vendor_id", first.getOrDefault("CPU implementer", ""));
            String family = first.getOrDefault("cpu family", first.getOrDefault("CPU part", ""));
            String model = first.getOrDefault("model", "");
            String all = String.join(" ", vendor, family, model).strip();
            return all.isEmpty() ? told : all;
        } catch (IOException | UncheckedIOException e) { // no such file on this system
            return told;
        }
    }
}
