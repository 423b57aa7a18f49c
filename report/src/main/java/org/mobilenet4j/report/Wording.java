package org.mobilenet4j.report;

import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.evaluation.Interval;

/** Settings and figures as people read them: {@code batchSize=32, clipNorm=Infinity} is {@code batch size 32, clip norm none}. */
public final class Wording {
    private Wording() {}

    /** A share in per cent; a dash where there is none. */
    public static String percent(@Nullable Double share) {
        return share == null || share.isNaN() ? "-" : String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    /** The ends of an interval of shares, in per cent. */
    public static String percent(Interval interval) {
        return String.format(Locale.ROOT, "%.1f to %.1f", 100 * interval.low(), 100 * interval.high());
    }

    /** What a user would call a model or file in a sentence: the last part of its path. */
    public static String shortName(String path) {
        Path name = Path.of(path).getFileName();
        return name == null ? path : name.toString();
    }

    /** The text as one line that cannot steer a terminal: names of files come from strangers. */
    public static String oneLine(String text) {
        return text.strip().replaceAll("\\s*\\R\\s*", " ").replaceAll("\\p{Cntrl}", "?");
    }

    /** The components of a record, each under its name. */
    public static Map<String, String> ofEach(Record settings) {
        Map<String, String> words = new LinkedHashMap<>();
        for (RecordComponent component : settings.getClass().getRecordComponents()) {
            words.put(name(component.getName()), of(value(settings, component)));
        }
        return words;
    }

    /** A setting in words. */
    public static String of(Object value) {
        return switch (value) {
            case Record settings -> {
                String components = ofEach(settings).entrySet().stream()
                        .map(entry -> entry.getKey() + " " + entry.getValue())
                        .collect(Collectors.joining(", "));
                String kind = name(settings.getClass().getSimpleName());
                yield components.isEmpty() ? kind : kind + " (" + components + ")";
            }
            case Collection<?> several ->
                several.isEmpty() ? "none" : several.stream().map(Wording::of).collect(Collectors.joining(", "));
            case Map<?, ?> pairs ->
                pairs.entrySet().stream()
                        .map(pair -> of(pair.getKey()) + ": " + of(pair.getValue()))
                        .collect(Collectors.joining(", "));
            case Enum<?> constant -> name(constant.name());
            case Boolean isSo -> isSo ? "yes" : "no";
            case Double number -> of(number.doubleValue());
            case Integer number -> number == Integer.MAX_VALUE ? "none" : number.toString();
            default -> value.toString();
        };
    }

    private static String of(double number) {
        return number == Double.POSITIVE_INFINITY
                ? "none"
                : Double.toString(number).replace(".0E", "e").replace("E", "e").replaceFirst("\\.0$", "");
    }

    /** A name of the code in words. */
    static String name(String coded) {
        return coded.replaceFirst("^(is|has)(?=[A-Z])", "")
                .replaceAll("(?<=[a-z0-9])(?=[A-Z])", " ")
                .replace('_', ' ')
                .toLowerCase(Locale.ROOT);
    }

    private static Object value(Record settings, RecordComponent component) {
        try {
            return component.getAccessor().invoke(settings);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
