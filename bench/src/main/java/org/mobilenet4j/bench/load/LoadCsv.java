package org.mobilenet4j.bench.load;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.mobilenet4j.io.AtomicFile;

/** The steps of a sweep as a table for spreadsheets and plots: a line for each, an empty field where nothing was measured. */
public final class LoadCsv {
    private static final List<Field> FIELDS = fields();

    private LoadCsv() {}

    private record Field(String name, Function<Step, Object> value) {}

    /** Writes the table, whole or not at all. */
    public static void write(List<Step> steps, Path file) throws IOException {
        String text = lines(steps).stream().map(line -> line + "\n").collect(Collectors.joining());
        AtomicFile.write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    static List<String> lines(List<Step> steps) {
        List<String> lines = new ArrayList<>();
        lines.add(FIELDS.stream().map(Field::name).collect(Collectors.joining(",")));
        for (Step step : steps) {
            lines.add(FIELDS.stream()
                    .map(field -> text(field.value().apply(step)))
                    .collect(Collectors.joining(",")));
        }
        return lines;
    }

    private static List<Field> fields() {
        List<Field> fields = new ArrayList<>(List.of(
                new Field("server", Step::server),
                new Field("load", Step::load),
                new Field("seconds", Step::seconds),
                new Field("offered_per_second", Step::offeredPerSecond),
                new Field("in_time_per_second", Step::inTimePerSecond),
                new Field("of_capacity", Step::ofCapacity),
                new Field("refused_per_second", Step::refusedPerSecond),
                new Field("offered", Step::offered),
                new Field("in_time", Step::inTime),
                new Field("late", Step::late),
                new Field("refused", Step::refused),
                new Field("failed", Step::failed),
                new Field("broken", Step::broken),
                new Field("timed_out", Step::timedOut)));
        fields.addAll(latency("answered", Step::answeredMillis));
        fields.addAll(latency("refused", Step::refusedMillis));
        fields.addAll(latency("sent_late", Step::sentLateMillis));
        fields.add(new Field("generator_thread_cpu", Step::generatorThreadCpu));
        fields.add(new Field("generator_process_cpu", Step::generatorProcessCpu));
        fields.add(new Field("server_cpu_millis", Step::serverCpuMillis));
        fields.add(new Field("server_megabytes", Step::serverMegabytes));
        return List.copyOf(fields);
    }

    private static List<Field> latency(String name, Function<Step, Latency> latency) {
        return List.of(
                new Field(name + "_p50_millis", step -> latency.apply(step).p50()),
                new Field(name + "_p90_millis", step -> latency.apply(step).p90()),
                new Field(name + "_p99_millis", step -> latency.apply(step).p99()),
                new Field(name + "_p999_millis", step -> latency.apply(step).p999()),
                new Field(name + "_max_millis", step -> latency.apply(step).max()));
    }

    private static String text(Object value) {
        if (value instanceof Double number) {
            return number.isNaN() ? "" : String.format(Locale.ROOT, "%.6g", number);
        }
        return value.toString();
    }
}
