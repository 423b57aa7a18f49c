package org.mobilenet4j.server.http;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds the route of a request. A path that is written out goes before one with a parameter in its place. */
public final class Router {
    private final List<Route> routes;

    public Router(List<Route> routes) {
        this.routes = routes.stream()
                .sorted(Comparator.comparingInt(Route::parameters))
                .toList();
    }

    public List<Route> routes() {
        return routes;
    }

    /** A route and the parameters in the path. */
    record Match(Route route, Map<String, String> parameters) {}

    /**
     * The route of a request; HEAD has that of GET.
     *
     * @throws HttpProblem if there is none
     */
    Match find(String method, String path) {
        String wanted = method.equals("HEAD") ? "GET" : method;
        for (Route route : routes) {
            Optional<Map<String, String>> parameters = route.match(path);
            if (parameters.isPresent() && route.method().equals(wanted)) {
                return new Match(route, parameters.get());
            }
        }
        List<String> allowed = routes.stream()
                .filter(route -> route.match(path).isPresent())
                .map(Route::method)
                .distinct()
                .toList();
        if (!allowed.isEmpty()) {
            throw HttpProblem.methodNotAllowed(method, allowed);
        }
        throw HttpProblem.notFound("there is no " + path + " here; GET /openapi.yaml lists what there is");
    }
}
