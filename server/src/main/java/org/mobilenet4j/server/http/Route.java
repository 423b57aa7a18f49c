package org.mobilenet4j.server.http;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A path with a method, and what answers it.
 *
 * @param method {@code GET}, {@code POST} and so on
 * @param template as OpenAPI has it: {@code /v2/models/{model}/infer}
 */
public record Route(String method, String template, Handler handler) {
    private static final Pattern PARAMETER = Pattern.compile("\\{(\\w+)}");

    /** Answers a request, now or later, on whatever thread. */
    @FunctionalInterface
    public interface Handler {
        /**
         * Begins to answer.
         *
         * @throws HttpProblem to answer with an error
         */
        void handle(Exchange exchange);
    }

    /** Answers at once. */
    @FunctionalInterface
    public interface Prompt {
        Answer answer(Exchange exchange);
    }

    public static Route get(String template, Prompt prompt) {
        return new Route("GET", template, exchange -> exchange.answer(prompt.answer(exchange)));
    }

    public static Route post(String template, Handler handler) {
        return new Route("POST", template, handler);
    }

    /** The same handler for PUT, with which {@code curl -T} sends a file. */
    public static List<Route> postOrPut(String template, Handler handler) {
        return List.of(post(template, handler), new Route("PUT", template, handler));
    }

    /** The parameters in a path, if it is one of this route's. */
    Optional<Map<String, String>> match(String path) {
        String[] expected = template.split("/", -1);
        String[] found = path.split("/", -1);
        if (expected.length != found.length) {
            return Optional.empty();
        }
        Map<String, String> parameters = new HashMap<>();
        for (int i = 0; i < expected.length; i++) {
            if (!matchSegment(expected[i], found[i], parameters)) {
                return Optional.empty();
            }
        }
        return Optional.of(parameters);
    }

    private static boolean matchSegment(String expected, String found, Map<String, String> parameters) {
        Matcher parameter = PARAMETER.matcher(expected);
        if (!parameter.find()) {
            return expected.equals(found);
        }
        String before = expected.substring(0, parameter.start());
        String after = expected.substring(parameter.end());
        boolean isMatch =
                found.length() > before.length() + after.length() && found.startsWith(before) && found.endsWith(after);
        if (isMatch) {
            parameters.put(parameter.group(1), found.substring(before.length(), found.length() - after.length()));
        }
        return isMatch;
    }

    /** Whether a segment without a parameter stands where another route has one, so that this one goes before. */
    int parameters() {
        return (int) Arrays.stream(template.split("/", -1))
                .filter(segment -> PARAMETER.matcher(segment).find())
                .count();
    }
}
