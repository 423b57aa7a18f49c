package org.mobilenet4j.data;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The names of a dataset's classes, where a file beside the images says them: a name a line, or YAML's {@code names}. */
final class ClassNames {
    /** Classes of a dataset; a number above is a mistake. */
    static final int MOST = 100_000;

    private static final Set<String> LISTS = Set.of("classes.txt", "obj.names", "labels.txt", "labelmap.txt");
    private static final Pattern NUMBERED = Pattern.compile("\\s+(\\d{1,5})\\s*:\\s*(.+)");
    private static final Pattern DASHED = Pattern.compile("\\s*-\\s+(.+)");

    private ClassNames() {}

    /** Of the file nearest to the root; empty where there is none. */
    static Optional<List<String>> in(ImageSource source) throws IOException {
        List<String> files = source.listing().othersBelow("").stream()
                .sorted(Comparator.comparingLong(
                        (String name) -> name.chars().filter(c -> c == '/').count()))
                .toList();
        for (String file : files) {
            String name = Listing.nameOf(file);
            boolean isYaml = name.endsWith(".yaml") || name.endsWith(".yml");
            if (isYaml || LISTS.contains(name)) {
                List<String> lines = new String(source.read(file), StandardCharsets.UTF_8)
                        .lines()
                        .toList();
                List<String> names = isYaml ? ofYaml(lines) : ofList(lines);
                if (!names.isEmpty()) {
                    return Optional.of(names);
                }
            }
        }
        return Optional.empty();
    }

    /** CVAT's labelmap.txt has colours after a colon, and a comment. */
    private static List<String> ofList(List<String> lines) {
        return lines.stream()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .map(line -> line.matches(".*:\\d+,\\d+,\\d+:.*") ? line.substring(0, line.indexOf(':')) : line)
                .limit(MOST)
                .toList();
    }

    /** The three ways to write {@code names}: in brackets, with dashes, or numbered. No more of YAML is understood. */
    private static List<String> ofYaml(List<String> lines) {
        TreeMap<Integer, String> numbered = new TreeMap<>();
        List<String> dashed = new ArrayList<>();
        boolean isWithin = false;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).replaceFirst("\\s+#.*$", "");
            if (line.startsWith("names:")) {
                String rest = line.substring("names:".length()).strip();
                if (rest.startsWith("[")) {
                    return bracketed(String.join(" ", lines.subList(i, lines.size())));
                }
                isWithin = true;
            } else if (isWithin && !line.isBlank()) {
                Matcher number = NUMBERED.matcher(line);
                Matcher dash = DASHED.matcher(line);
                if (number.matches()) {
                    numbered.put(Integer.parseInt(number.group(1)), bare(number.group(2)));
                } else if (dash.matches()) {
                    dashed.add(bare(dash.group(1)));
                } else {
                    break;
                }
            }
        }
        if (numbered.isEmpty()) {
            return dashed;
        }
        List<String> names = new ArrayList<>();
        for (int i = 0; i <= numbered.lastKey(); i++) {
            names.add(numbered.getOrDefault(i, Integer.toString(i)));
        }
        return names;
    }

    private static List<String> bracketed(String text) {
        int open = text.indexOf('[');
        int close = text.indexOf(']', open);
        return close < 0
                ? List.of()
                : Stream.of(text.substring(open + 1, close).split(","))
                        .map(ClassNames::bare)
                        .filter(name -> !name.isEmpty())
                        .toList();
    }

    private static String bare(String text) {
        String stripped = text.strip();
        boolean isQuoted = stripped.length() > 1
                && (stripped.startsWith("'") || stripped.startsWith("\""))
                && stripped.charAt(stripped.length() - 1) == stripped.charAt(0);
        return isQuoted ? stripped.substring(1, stripped.length() - 1) : stripped;
    }
}
