package org.mobilenet4j.io;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object of a user's file with typed access: a member of another type than asked for is the user's mistake, told
 * with the file's and the member's name. Members that are absent or null are empty.
 *
 * @param source the file's name, and the path of members to this object
 */
public record JsonObject(Map<String, @Nullable Object> members, String source) {
    public Optional<String> text(String name) {
        return member(name, String.class, "a text");
    }

    /** A finite number. */
    public Optional<Double> number(String name) {
        return member(name, Number.class, "a number").map(number -> finite(name, number));
    }

    /** A whole number. */
    public Optional<Integer> integer(String name) {
        return member(name, Number.class, "a whole number").map(number -> whole(name, number, "a whole number"));
    }

    /** An object within; empty, not absent, where there is none. */
    public JsonObject object(String name) {
        Map<?, ?> found = member(name, Map.class, "an object").orElse(Map.of());
        Map<String, @Nullable Object> inner = new LinkedHashMap<>();
        found.forEach((key, value) -> inner.put(String.valueOf(key), value));
        return new JsonObject(inner, source + ": " + name);
    }

    /** Objects in a list; none where there is no list. */
    public List<JsonObject> objects(String name) {
        List<JsonObject> objects = new ArrayList<>();
        for (Map<?, ?> found : list(name, Map.class, "a list of objects").orElse(List.of())) {
            Map<String, @Nullable Object> inner = new LinkedHashMap<>();
            found.forEach((key, value) -> inner.put(String.valueOf(key), value));
            objects.add(new JsonObject(inner, source + ": " + name + "[" + objects.size() + "]"));
        }
        return objects;
    }

    public Optional<Boolean> flag(String name) {
        return member(name, Boolean.class, "true or false");
    }

    /** One of some constants, by its name in any case. */
    public <E extends Enum<E>> Optional<E> oneOf(String name, E[] known) {
        return text(name)
                .map(text -> Arrays.stream(known)
                        .filter(value -> value.name().equalsIgnoreCase(text))
                        .findFirst()
                        .orElseThrow(() ->
                                refused(name, "one of " + Arrays.toString(known).toLowerCase(Locale.ROOT))));
    }

    public Optional<List<String>> texts(String name) {
        return list(name, String.class, "a list of texts");
    }

    /** Finite numbers. */
    public Optional<List<Double>> numbers(String name) {
        return list(name, Number.class, "a list of numbers")
                .map(list -> list.stream().map(number -> finite(name, number)).toList());
    }

    /** Whole numbers. */
    public Optional<List<Integer>> integers(String name) {
        return list(name, Number.class, "a list of whole numbers")
                .map(list -> list.stream()
                        .map(number -> whole(name, number, "a list of whole numbers"))
                        .toList());
    }

    /**
     * The error for a member that is of the right type, but of no use.
     *
     * @param expected in words that go on after "expected"
     */
    public InvalidInputException refused(String name, String expected) {
        return refused(name, members.get(name), expected);
    }

    private double finite(String name, Number number) {
        if (!Double.isFinite(number.doubleValue())) {
            throw refused(name, "numbers of a usual size");
        }
        return number.doubleValue();
    }

    private int whole(String name, Number number, String expected) {
        if (number.doubleValue() != number.intValue()) {
            throw refused(name, number, expected);
        }
        return number.intValue();
    }

    private <T> Optional<List<T>> list(String name, Class<T> elementType, String expected) {
        List<?> found = member(name, List.class, expected).orElse(null);
        if (found == null) {
            return Optional.empty();
        }
        List<T> typed = new ArrayList<>();
        for (Object element : found) {
            if (!elementType.isInstance(element)) {
                throw refused(name, element, expected);
            }
            typed.add(elementType.cast(element));
        }
        return Optional.of(typed);
    }

    private <T> Optional<T> member(String name, Class<T> type, String expected) {
        Object value = members.get(name);
        if (value != null && !type.isInstance(value)) {
            throw refused(name, value, expected);
        }
        return Optional.ofNullable(value).map(type::cast);
    }

    private InvalidInputException refused(String name, @Nullable Object found, String expected) {
        String shown = String.valueOf(found);
        return new InvalidInputException(source + ": " + name + " is "
                + (shown.length() > 60 ? shown.substring(0, 60) + "..." : shown) + ", expected " + expected);
    }
}
