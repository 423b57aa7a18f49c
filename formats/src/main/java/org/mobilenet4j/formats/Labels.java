package org.mobilenet4j.formats;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The class names that lie beside a model as {@code labels.txt}, one a line. */
final class Labels {
    private static final String FILE = "labels.txt";
    private static final long MOST_BYTES = 16 << 20;

    private Labels() {}

    /** Those beside a model's file, or none. */
    static List<String> beside(Path model) throws IOException {
        Path file = model.resolveSibling(FILE);
        return Files.isRegularFile(file) && Files.size(file) <= MOST_BYTES
                ? parse(Files.readAllBytes(file))
                : List.of();
    }

    /** Teachable Machine numbers the lines, {@code 0 Cats}; numbers that count through are taken off. */
    static List<String> parse(byte[] text) {
        List<String> lines = new String(text, StandardCharsets.UTF_8)
                .lines()
                .map(String::strip)
                .toList();
        int end = lines.size();
        while (end > 0 && lines.get(end - 1).isEmpty()) {
            end--;
        }
        List<String> labels = new ArrayList<>();
        boolean isNumbered = end > 0;
        for (int i = 0; i < end && isNumbered; i++) {
            isNumbered = lines.get(i).startsWith(i + " ");
        }
        for (int i = 0; i < end; i++) {
            String line = lines.get(i);
            labels.add(isNumbered ? line.substring(line.indexOf(' ') + 1).strip() : line);
        }
        return labels;
    }
}
