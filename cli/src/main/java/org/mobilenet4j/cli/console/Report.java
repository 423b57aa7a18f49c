package org.mobilenet4j.cli.console;

import java.util.List;
import org.mobilenet4j.report.Columns;
import org.mobilenet4j.report.Wording;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/**
 * What a verb has to say. Results go to standard output, as text or, with {@code --json}, as one JSON object per line;
 * notes, warnings and progress go to standard error. A result is a record: its components are the JSON's fields, in
 * snake case.
 */
public final class Report {
    private final Console console;
    private final boolean isJson;
    private final boolean isQuiet;

    Report(Console console, boolean isJson, boolean isQuiet) {
        this.console = console;
        this.isJson = isJson;
        this.isQuiet = isQuiet;
    }

    /** A result: the record for machines, the text for people. */
    public void result(Record result, String text) {
        if (isJson) {
            console.out().println(Mapping.JSON.writeValueAsString(result));
        } else {
            console.out().println(text);
        }
    }

    /** Results of one kind: an object per row for machines, an aligned table for people. */
    public <R extends Record> void results(Columns<R> table, List<R> rows) {
        if (isJson) {
            rows.forEach(row -> console.out().println(Mapping.JSON.writeValueAsString(row)));
        } else {
            table.lines(rows).forEach(console.out()::println);
        }
    }

    /** A line between results that only a person needs; an empty one sets apart. */
    public void text(String line) {
        if (!isJson) {
            console.out().println(line);
        }
    }

    /** What is going on, for a person to know; not with {@code --quiet}. */
    public void note(String line) {
        if (!isQuiet) {
            toErr(line);
        }
    }

    /** What the user should know even with {@code --quiet}, such as an image that was left out. */
    public void warning(String line) {
        toErr("warning: " + line);
    }

    private void toErr(String line) {
        // A progress bar may stand in the line.
        console.err().println((console.isInteractive() ? "\r\033[K" : "") + Wording.oneLine(line));
    }

    /**
     * Begins to show the progress of a task: a bar with speed and time left where a person watches, a line now and then
     * elsewhere, nothing with {@code --quiet}.
     *
     * @param unit what is counted, in the plural, such as images
     * @param total how many there are
     */
    public Progress progress(String task, String unit, long total) {
        if (isQuiet) {
            return Progress.NONE;
        }
        return console.isInteractive()
                ? new ProgressBarLine(console, task, unit, total)
                : new ProgressLines(console.err(), task, unit, total, System::nanoTime);
    }

    /**
     * The same, but nothing where no person watches, and no unit, whose place is the state's: for tasks that follow each
     * other and have a note for each.
     */
    public Progress bar(String task, long total) {
        return console.isInteractive() ? progress(task, "", total) : Progress.NONE;
    }

    /** A figure that is not defined, as a precision without detections, is null: JSON has no other word for it. */
    private static final class Figure extends ValueSerializer<Double> {
        @Override
        public void serialize(Double value, JsonGenerator json, SerializationContext context) {
            if (value.isNaN()) {
                json.writeNull();
            } else {
                json.writeNumber(value);
            }
        }
    }

    /** Built when first needed: people's runs are spared its start-up. */
    private static final class Mapping {
        static final JsonMapper JSON = JsonMapper.builder()
                .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
                .addModule(new SimpleModule()
                        .addSerializer(Double.class, new Figure())
                        .addSerializer(Double.TYPE, new Figure()))
                .build();
    }
}
