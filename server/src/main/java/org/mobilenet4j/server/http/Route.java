package org.mobilenet4j.server.http;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A path with a method, and what answers it. Handlers run on the threads that speak HTTP and must not hold them up.
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

    /** Answers as soon as a thread has time for it. */
    @FunctionalInterface
    public interface Prompt {
        Answer answer(Exchange exchange);
    }

    public static Route get(String template, Prompt prompt) {
        return new Route("GET", template, exchange -> exchange.execute(() -> exchange.answer(prompt.answer(exchange))));
    }

    public static Route post(String template, Handler handler) {
        return new Route("POST", template, handler);
    }

    /** The same handler for PUT, with which {@code curl -T} sends a file. */
    public static List<Route> postOrPut(String template, Handler handler) {
        return List.of(post(template, handler), new Route("PUT", template, handler));
    }

    /** Whether the template is a path as it stands. */
    boolean isLiteral() {
        return !template.contains("{");
    }

    /** What of the template is the same in every path of it, part by part. */
    List<Segment> segments() {
        List<Segment> segments = new ArrayList<>();
        for (String text : template.split("/", -1)) {
            Matcher parameter = PARAMETER.matcher(text);
            segments.add(
                    parameter.find()
                            ? new Segment(
                                    text.substring(0, parameter.start()),
                                    parameter.group(1),
                                    text.substring(parameter.end()))
                            : new Segment(text, "", ""));
        }
        return segments;
    }

    /**
     * A part of a template between slashes.
     *
     * @param parameter its name; empty where there is none, and all is {@code before}
     */
    record Segment(String before, String parameter, String after) {
        private boolean match(String found, Map<String, String> parameters) {
            if (parameter.isEmpty()) {
                return before.equals(found);
            }
            boolean isMatch = found.length() > before.length() + after.length()
                    && found.startsWith(before)
                    && found.endsWith(after);
            if (isMatch) {
                parameters.put(parameter, found.substring(before.length(), found.length() - after.length()));
            }
            return isMatch;
        }

        /** The parameters in a path, if it is of the template. */
        static Optional<Map<String, String>> match(List<Segment> template, String[] path) {
            if (template.size() != path.length) {
                return Optional.empty();
            }
            Map<String, String> parameters = new HashMap<>();
            for (int i = 0; i < path.length; i++) {
                if (!template.get(i).match(path[i], parameters)) {
                    return Optional.empty();
                }
            }
            return Optional.of(parameters);
        }
    }
}
