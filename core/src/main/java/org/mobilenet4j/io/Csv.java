package org.mobilenet4j.io;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** A table as spreadsheets read it: UTF-8, commas, a line of titles, quotes where they are needed (RFC 4180). */
public final class Csv {
    private final StringBuilder lines = new StringBuilder();

    /** Begins with a line of titles. */
    public Csv(Object... titles) {
        row(titles);
    }

    /** Adds a line; numbers are written so that they read back as what they were. */
    public Csv row(Object... cells) {
        lines.append(Arrays.stream(cells).map(Csv::cell).collect(Collectors.joining(",")))
                .append("\r\n");
        return this;
    }

    private static String cell(Object cell) {
        String text = String.valueOf(cell);
        if (cell instanceof Double number) {
            text = number.isNaN() ? "" : String.format(Locale.ROOT, "%.6g", number);
        }
        boolean isQuoted = text.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return isQuoted ? '"' + text.replace("\"", "\"\"") + '"' : text;
    }

    /** Writes the table, whole or not at all. */
    public void write(Path file) throws IOException {
        AtomicFile.write(file, out -> out.write(lines.toString().getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public String toString() {
        return lines.toString();
    }
}
