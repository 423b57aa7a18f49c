package org.mobilenet4j.server.http;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds the route of a request. A path that is written out goes before one with a parameter in its place. */
public final class Router {
    private final Map<String, List<Route>> literal = new HashMap<>();
    private final List<Template> templates = new ArrayList<>();

    private record Template(Route route, List<Route.Segment> segments) {}

    /** A route and the parameters in the path. */
    record Match(Route route, Map<String, String> parameters) {}

    public Router(List<Route> routes) {
        for (Route route : routes) {
            if (route.isLiteral()) {
                literal.computeIfAbsent(route.template(), path -> new ArrayList<>())
                        .add(route);
            } else {
                templates.add(new Template(route, route.segments()));
            }
        }
    }

    /**
     * The route of a request; HEAD has that of GET.
     *
     * @throws HttpProblem if there is none
     */
    Match find(String method, String path) {
        List<Match> matches = matches(path);
        String wanted = method.equals("HEAD") ? "GET" : method;
        for (Match match : matches) {
            if (match.route().method().equals(wanted)) {
                return match;
            }
        }
        if (!matches.isEmpty()) {
            throw HttpProblem.methodNotAllowed(
                    method,
                    matches.stream()
                            .map(match -> match.route().method())
                            .distinct()
                            .toList());
        }
        throw HttpProblem.notFound("there is no " + path + " here; GET /openapi.yaml lists what there is");
    }

    /** Those of any method. */
    private List<Match> matches(String path) {
        List<Match> matches = new ArrayList<>();
        for (Route route : literal.getOrDefault(path, List.of())) {
            matches.add(new Match(route, Map.of()));
        }
        if (matches.isEmpty()) {
            String[] segments = path.split("/", -1);
            for (Template template : templates) {
                Optional<Map<String, String>> parameters = Route.Segment.match(template.segments(), segments);
                parameters.ifPresent(found -> matches.add(new Match(template.route(), found)));
            }
        }
        return matches;
    }
}
